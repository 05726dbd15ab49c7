// What CloudFormation says about a stack right now.
import {
  DescribeStacksCommand,
  type CloudFormationClient,
  type Stack,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { poll } from './poll.ts';
import { UserError } from './user-error.ts';

export interface StackState {
  stackId: string;
  status: StackStatus;
  outputs: Record<string, string>;
  /** As the stack was last brought to; of a stack that could not be created, as it was tried. */
  parameters: Record<string, string>;
  isProtected: boolean;
}

/** A canary may take its time; CodeDeploy itself gives up after two days. */
const SETTLE_TIMEOUT_IN_MS = 2 * 60 * 60 * 1000;

function asRecord(pairs: [string | undefined, string | undefined][]): Record<string, string> {
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
}

function stateOf(stack: Stack): StackState {
  const { Outputs = [], Parameters = [] } = stack;
  return {
    stackId: stack.StackId ?? '',
    status: stack.StackStatus as StackStatus,
    outputs: asRecord(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    parameters: asRecord(
      Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    ),
    isProtected: stack.EnableTerminationProtection ?? false,
  };
}

/** Undefined when there is no such stack. A stack id also finds deleted stacks; those count as absent too. */
export async function readStack(client: CloudFormationClient, name: string): Promise<StackState | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const stack = Stacks?.[0];
    return stack && stack.StackStatus !== 'DELETE_COMPLETE' ? stateOf(stack) : undefined;
  } catch (error) {
    // CloudFormation has no error of its own for this; the sentence is the only sign.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

export const isInProgress = (status: string): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

/** Reads the stack when nobody works on it any more; tells once that it has to wait. */
export async function readSettledStack(
  client: CloudFormationClient,
  name: string,
  onWait: (status: string) => void,
): Promise<StackState | undefined> {
  let told = false;
  const { state } = await poll(
    async () => {
      const state = await readStack(client, name);
      if (!state || !isInProgress(state.status)) return { state };
      if (!told) onWait(state.status);
      told = true;
      return undefined;
    },
    { what: `${name} to settle`, timeoutInMs: SETTLE_TIMEOUT_IN_MS },
  );
  return state;
}

/** One output of a stack that must be there. */
export async function requireOutput(
  client: CloudFormationClient,
  { stackName, output }: { stackName: string; output: string },
): Promise<string> {
  const value = (await readStack(client, stackName))?.outputs[output];
  if (value !== undefined) return value;
  throw new UserError(
    `The stack ${stackName} does not exist or has no output ${output}; run \`npm run deploy\` for this environment first (is it the right environment and region?).`,
  );
}
