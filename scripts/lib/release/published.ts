// What CloudFormation published last: the version of a function that a stack owns, and the release it was made for.
import { paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../stacks.ts';
import type { Session } from '../session.ts';
import { readStack } from '../stack-state.ts';
import { UserError } from '../user-error.ts';

export interface Published {
  stackName: string;
  /** Full name of the function. */
  functionName: string;
  version: string;
  /** Key of the zip in the artifact bucket. */
  codeKey: string;
  /** Base64, as Lambda tells it. */
  codeSha256: string;
  releaseHash: string;
  /** A queue calls it; the others are called by a schedule. */
  isFedByQueue: boolean;
}

type Place = Pick<Session, 'clients' | 'target'>;

async function resourcesOf({ clients }: Place, stackId: string): Promise<StackResourceSummary[]> {
  const client = clients.cloudFormation;
  const resources: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  return resources.filter(({ ResourceStatus = '' }) => !ResourceStatus.startsWith('DELETE_'));
}

/** Undefined when the stack holds no function: it is switched off by a parameter. Throws UserError when there is no such stack. */
export async function readPublished(place: Place, short: string): Promise<Published | undefined> {
  const stackName = stackNameOf(place.target, short);
  const state = await readStack(place.clients.cloudFormation, stackName);
  if (!state) {
    throw new UserError(
      `There is no stack ${stackName}; run \`npm run deploy\` for this environment first (is it the right environment and region?).`,
    );
  }
  const resources = await resourcesOf(place, state.stackId);
  const idOf = (type: string) =>
    resources.find(({ ResourceType }) => ResourceType === type)?.PhysicalResourceId;
  const versionArn = idOf('AWS::Lambda::Version');
  if (versionArn === undefined) return undefined;
  // arn:aws:lambda:<region>:<account>:function:<name>:<version>
  const [functionName = '', version = ''] = versionArn.split(':').slice(-2);
  const {
    CodeKey: codeKey = '',
    CodeSha256: codeSha256 = '',
    ReleaseHash: releaseHash = '',
  } = state.parameters;
  const isFedByQueue = idOf('AWS::Lambda::EventSourceMapping') !== undefined;
  return { stackName, functionName, version, codeKey, codeSha256, releaseHash, isFedByQueue };
}
