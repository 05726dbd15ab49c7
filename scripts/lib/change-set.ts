// One change set: create it, wait for it, read its changes, delete it again.
import { randomUUID } from 'node:crypto';
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type Change,
  type CloudFormationClient,
  type DescribeChangeSetOutput,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import { poll } from './poll.ts';

export type TemplateSource = { TemplateBody: string } | { TemplateURL: string };

export interface ChangeSetRequest {
  stackName: string;
  type: 'CREATE' | 'UPDATE' | 'IMPORT';
  template: TemplateSource;
  parameters: Record<string, string>;
  /** Stack tags; CloudFormation puts them on every resource that can carry tags. An import must not give any. */
  tags?: Record<string, string>;
  resourcesToImport?: ResourceToImport[];
}

export interface ChangeSet {
  /** ARN of the change set. */
  id: string;
  stackId: string;
  /** `empty`: there is nothing to change. `failed`: it cannot be executed, for the given reason. */
  state: 'ready' | 'empty' | 'failed';
  reason: string;
  changes: Change[];
}

const TIMEOUT_IN_MS = 15 * 60 * 1000;
// CloudFormation tells this case by its sentence alone; the second form comes from transforms and older APIs.
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

async function describe(client: CloudFormationClient, id: string): Promise<DescribeChangeSetOutput> {
  const first = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id }));
  const changes = [...(first.Changes ?? [])];
  for (let token = first.NextToken; token;) {
    const page = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token }));
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
  }
  return { ...first, Changes: changes };
}

function stateOf({ Status, StatusReason }: DescribeChangeSetOutput): ChangeSet['state'] | undefined {
  if (Status === 'CREATE_COMPLETE') return 'ready';
  if (Status !== 'FAILED') return undefined;
  return NO_CHANGES.test(StatusReason ?? '') ? 'empty' : 'failed';
}

/** Creates a change set and waits until CloudFormation knows what it would change. A new stack gets an empty shell by it. */
export async function createChangeSet(
  client: CloudFormationClient,
  request: ChangeSetRequest,
): Promise<ChangeSet> {
  const { stackName, type, template, parameters, tags, resourcesToImport } = request;
  const name = `deploy-${randomUUID()}`;
  const { Id = '', StackId = '' } = await client.send(
    new CreateChangeSetCommand({
      StackName: stackName,
      ChangeSetName: name,
      // The SDK repeats a call whose answer got lost; the token makes that the same change set.
      ClientToken: name,
      ChangeSetType: type,
      ...template,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(parameters).map(([key, value]) => ({
        ParameterKey: key,
        ParameterValue: value,
      })),
      ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
      ...(resourcesToImport && { ResourcesToImport: resourcesToImport }),
    }),
  );
  return poll(
    async () => {
      const description = await describe(client, Id);
      const state = stateOf(description);
      const { StatusReason: reason = '', Changes: changes = [] } = description;
      return state && { id: Id, stackId: StackId, state, reason, changes };
    },
    { what: `the change set of ${stackName}`, timeoutInMs: TIMEOUT_IN_MS },
  );
}

/** Deletes a change set; one that is gone already is fine. */
export async function deleteChangeSet(client: CloudFormationClient, { id }: ChangeSet): Promise<void> {
  try {
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }));
  } catch (error) {
    if (!(error instanceof Error) || !/NotFound/.test(error.name)) throw error;
  }
}

const SIGNS: Record<string, string> = { Add: '+', Modify: '~', Remove: '-', Import: '>', Dynamic: '?' };
const REPLACED: Record<string, string> = { True: ', replaced', Conditional: ', perhaps replaced' };

/** One line per change: sign, logical id, type, whether it is replaced, which properties. */
export function describeChanges(changes: readonly Change[]): string[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    if (!change) return [];
    const sign = SIGNS[change.Action ?? ''] ?? change.Action;
    const properties = new Set(
      (change.Details ?? []).flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []),
    );
    const what = properties.size > 0 ? `: ${[...properties].join(', ')}` : '';
    const fate = change.Action === 'Modify' ? (REPLACED[change.Replacement ?? ''] ?? '') : '';
    const kept = change.PolicyAction === 'Retain' ? ', kept outside the stack' : '';
    return [`${sign} ${change.LogicalResourceId} (${change.ResourceType}${fate}${kept})${what}`];
  });
}
