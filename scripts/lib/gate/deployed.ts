// What the gate asks CloudFormation about a stack as it is now.
import {
  DescribeStacksCommand,
  paginateListStackResources,
  type CloudFormationClient,
  type Output,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { readDeployedTemplate } from '../deployed-template.ts';
import type { TemplateDocument } from '../template.ts';
import type { Scope } from './evaluate.ts';

/** A resource that the stack has at present. */
export interface HeldResource {
  logicalId: string;
  type: string;
  physicalId: string;
}

export interface DeployedStack {
  held: HeldResource[];
  /** Outputs that are exported. */
  exported: Output[];
  scope: Scope;
  /** Pseudo parameters of this stack. */
  pseudo: Record<string, string>;
}

/** States of a stack that holds nothing yet, or nothing any more. */
const WITHOUT_CONTENT = new Set(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);

async function describe(client: CloudFormationClient, stackName: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: stackName }))).Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for this; the sentence is the only sign.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function listHeld(client: CloudFormationClient, StackName: string): Promise<HeldResource[]> {
  const held: HeldResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: logicalId = '', ResourceType: type = '', PhysicalResourceId } = resource;
      const isGone = /^DELETE_(COMPLETE|SKIPPED)$/.test(resource.ResourceStatus ?? '');
      if (PhysicalResourceId && !isGone) held.push({ logicalId, type, physicalId: PhysicalResourceId });
    }
  }
  return held;
}

const DOMAINS: readonly [start: string, partition: string, suffix: string][] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['', 'aws', 'amazonaws.com'],
];

function pseudoParameters(stack: Stack): Record<string, string> {
  const { StackId: stackId = '', StackName: stackName = '' } = stack;
  const [, , , region = '', accountId = ''] = stackId.split(':');
  const [, partition, suffix] = DOMAINS.find(([start]) => region.startsWith(start)) ?? ['', 'aws', ''];
  return {
    'AWS::AccountId': accountId,
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': stackId,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': suffix,
  };
}

/** The service shows stars in place of a hidden value, and only the name of one that is kept in the Systems Manager. */
function isReadable({ Type, NoEcho }: { Type: string; NoEcho?: unknown }): boolean {
  return String(NoEcho) !== 'true' && !Type.startsWith('AWS::SSM::');
}

/** Values of the parameters that a template declares, given or by default, as far as both sides of a comparison can know them. */
export function readableParameters(
  document: TemplateDocument,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = Object.entries(document.Parameters ?? {});
  const values = declared.flatMap(([name, declaration]) => {
    const value = Object.hasOwn(given, name) ? given[name] : declaration.Default;
    return value === undefined || !isReadable(declaration) ? [] : [[name, String(value)] as const];
  });
  return Object.fromEntries(values);
}

/** The stack with its template; undefined when there is none that could lose anything. */
export async function readDeployed(
  client: CloudFormationClient,
  stackName: string,
): Promise<DeployedStack | undefined> {
  const stack = await describe(client, stackName);
  if (!stack || WITHOUT_CONTENT.has(stack.StackStatus ?? '')) return undefined;
  const StackName = stack.StackId ?? stackName;
  const held = await listHeld(client, StackName);
  const exported = (stack.Outputs ?? []).filter(({ ExportName }) => ExportName !== undefined);
  if (held.length === 0) return undefined;
  const document = await readDeployedTemplate(client, StackName);
  const parameters = (stack.Parameters ?? []).map((one) => [
    one.ParameterKey ?? '',
    one.ParameterValue ?? '',
  ]);
  const pseudo = pseudoParameters(stack);
  const given = Object.fromEntries(parameters) as Record<string, string>;
  return {
    held,
    exported,
    pseudo,
    scope: { document, values: { ...readableParameters(document, given), ...pseudo } },
  };
}
