// The CloudFormation action, CREATE_UPDATE: a change set made and executed; no change is a success.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { createChangeSet, deleteChangeSet, describeChanges, type ChangeSet } from '../../lib/change-set.ts';
import { deleteShell, executeChangeSet } from '../../lib/stack-operation.ts';
import { isInProgress, readStack, type StackState } from '../../lib/stack-state.ts';
import { parseTemplate, type TemplateDocument } from '../../lib/template.ts';
import { ActionFailed, type ActionContext, type ActionResult, type RunAction } from './action.ts';
import { resolveOverrides } from './parameter-overrides.ts';
import { asRecord, asText, type Raw } from './raw.ts';

/** What a stack is to become. */
export interface StackRequest {
  stackName: string;
  path: string;
  text: string;
  document: TemplateDocument;
  parameters: Record<string, string>;
  tags: Record<string, string>;
}

export interface CloudFormationOptions {
  client: CloudFormationClient;
  /** Takes over the stacks that the engine cannot have; undefined for all others. */
  insteadOf(request: StackRequest): ((context: ActionContext) => Promise<ActionResult>) | undefined;
}

/** Makes the provider. */
export function createCloudFormation({ client, insteadOf }: CloudFormationOptions): RunAction {
  return async (context) => {
    const request = requestOf(context);
    refuseMissingCapabilities(request, context.action.configuration.Capabilities ?? '');
    const instead = insteadOf(request);
    if (instead) return instead(context);
    const before = await readStack(client, request.stackName);
    refuseStuck(request.stackName, before);
    const isNew = before === undefined || before.status === 'REVIEW_IN_PROGRESS';
    const { stackName, text, parameters, tags } = request;
    const changeSet = await createChangeSet(client, {
      stackName,
      type: isNew ? 'CREATE' : 'UPDATE',
      template: { TemplateBody: text },
      parameters,
      tags,
    });
    return execute(client, context, { request, changeSet, before });
  };
}

interface Prepared {
  request: StackRequest;
  changeSet: ChangeSet;
  before: StackState | undefined;
}

async function execute(
  client: CloudFormationClient,
  context: ActionContext,
  prepared: Prepared,
): Promise<ActionResult> {
  const { changeSet, before, request } = prepared;
  const { log } = context;
  if (changeSet.state !== 'ready') {
    await deleteChangeSet(client, changeSet);
    if (before === undefined) await deleteShell(client, changeSet.stackId);
    if (changeSet.state === 'failed') throw new ActionFailed(`${request.stackName}: ${changeSet.reason}`);
    log('No updates are to be performed.');
    return { summary: 'unchanged', variables: before?.outputs ?? {} };
  }
  describeChanges(changeSet.changes).forEach(log);
  const executed = executeChangeSet(client, {
    stackName: request.stackName,
    changeSet,
    progress: { line: log, detail: log },
  });
  const after = await Promise.race([executed, abandoned(context.signal)]);
  const count = changeSet.changes.length;
  return { summary: `${count} ${count === 1 ? 'change' : 'changes'}`, variables: after.outputs };
}

/** A stopped runner gives up waiting; CloudFormation itself would go on with what has begun. */
function abandoned(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new ActionFailed('The runner was stopped.'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise;
}

/** States that an update cannot begin in; the engine would accept some that AWS refuses. */
function refuseStuck(stackName: string, before: StackState | undefined): void {
  if (before === undefined) return;
  const { status } = before;
  const isStuck =
    /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED)$/.test(status);
  if (isStuck || isInProgress(status)) {
    const next = isStuck ? 'mend or delete the stack, then retry' : 'wait until it has ended, then retry';
    throw new ActionFailed(`Stack ${stackName} is in ${status} state and can not be updated; ${next}.`);
  }
}

function requestOf(context: ActionContext): StackRequest {
  const {
    StackName = '',
    TemplatePath = '',
    TemplateConfiguration,
    ParameterOverrides,
  } = context.action.configuration;
  const text = readPath(context, TemplatePath);
  const document = parseTemplate(text, TemplatePath);
  const configuration = TemplateConfiguration === undefined ? {} : parseJson(context, TemplateConfiguration);
  const overrides = resolveOverrides(ParameterOverrides, {
    readJson: (artifact, file) => parseJson(context, `${artifact}::${file}`),
    attributeOf: (artifact, attribute) => artifactAttribute(context, artifact, attribute),
  });
  const parameters = { ...textsOf(configuration.Parameters), ...overrides };
  const unknown = Object.keys(parameters).filter((name) => !Object.hasOwn(document.Parameters ?? {}, name));
  if (unknown.length > 0) {
    throw new ActionFailed(
      `${TemplatePath}: Parameters: [${unknown.join(', ')}] do not exist in the template`,
    );
  }
  if ('StackPolicy' in configuration) context.log('The engine has no stack policies; it is left out here.');
  return {
    stackName: StackName,
    path: TemplatePath,
    text,
    document,
    parameters,
    tags: textsOf(configuration.Tags),
  };
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).map(([name, item]) => [name, asText(item) ?? '']),
  );
}

/** Reads `Artifact::path`. */
function readPath({ inputs }: ActionContext, place: string): string {
  const [artifact = '', path = ''] = place.split('::');
  try {
    return readFileSync(join(inputs.get(artifact) ?? '', path), 'utf8');
  } catch (error) {
    throw new ActionFailed(
      `File [${path}] does not exist in artifact [${artifact}]: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}

function parseJson(context: ActionContext, place: string): Raw {
  try {
    return asRecord(JSON.parse(readPath(context, place)));
  } catch (error) {
    if (error instanceof ActionFailed) throw error;
    throw new ActionFailed(`${place} is not valid JSON: ${(error as Error).message}`);
  }
}

function artifactAttribute({ inputs }: ActionContext, artifact: string, attribute: string): string {
  const folder = inputs.get(artifact) ?? '';
  // Artifacts are folders here, in no bucket.
  if (attribute === 'URL') return pathToFileURL(folder).href;
  throw new ActionFailed(
    `Fn::GetArtifactAtt ${attribute} of ${artifact}: the local runner keeps artifacts in no bucket.`,
  );
}

const NAMES: Record<string, string> = {
  Role: 'RoleName',
  Policy: '',
  ManagedPolicy: 'ManagedPolicyName',
  Group: 'GroupName',
  User: 'UserName',
  InstanceProfile: 'InstanceProfileName',
};

/** CloudFormation refuses to make identities without being told that it may; the engine would not. */
function refuseMissingCapabilities({ document }: StackRequest, capabilities: string): void {
  const identities = Object.values(document.Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  const isNamed = identities.some(({ Type, Properties = {} }) =>
    Object.hasOwn(Properties, NAMES[Type.slice(10)] || 'no name'),
  );
  const needed = isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (
    identities.length > 0 &&
    !capabilities.includes(needed) &&
    !capabilities.includes('CAPABILITY_NAMED_IAM')
  ) {
    throw new ActionFailed(`Requires capabilities : [${needed}]`);
  }
}
