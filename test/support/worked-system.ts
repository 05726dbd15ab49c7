// A system of its own for one test, with short waits, in which the workload makes every function do everything that it can.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect } from '@jest/globals';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { Workload } from '../../scripts/local/least-privilege/workload.ts';
import { eventually } from './eventually.ts';
import { startFakeSlack, type FakeSlack } from './fake-slack.ts';

/** The schedules are off: the workload invokes the functions itself. */
const PARAMETERS = {
  sqs: { VisibilityTimeoutInSeconds: '60' },
  lambda: { TimeoutInSeconds: '10', FirstRetryDelayInSeconds: '1', LeaseMarginInSeconds: '1' },
  redrive: { FirstRedriveDelayInSeconds: '1', LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
  reconcile: { LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
  'daily-report': { LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
  digest: { LeaseMarginInSeconds: '1', EnableSchedule: 'false' },
};
const SETTLED_WITHIN_MS = 120_000;

export interface WorkedSystem {
  target: { projectName: string; environmentName: string };
  /** Begins the names of its functions: `file-processing-least-`. */
  prefix: string;
  functionNames: string[];
  outside: Outside;
  lambda: LambdaClient;
  workload: Workload;
  /** May be changed; `redeploy` then deploys one stack anew. */
  source: CopiedSource;
  redeploy(stack: string): Promise<void>;
  /** Answer of a function that must not fail. */
  invoke(output: string, event: unknown): Promise<Record<string, unknown>>;
  settle(): Promise<void>;
  end(): Promise<void>;
}

/** Deploys to the engine at which the SDK of this process points. */
export async function deployWorkedSystem(environmentName: string, endpoint: string): Promise<WorkedSystem> {
  const target = { projectName: 'file-processing', environmentName };
  const prefix = `${target.projectName}-${environmentName}-`;
  const slack = await connectSlack(prefix);
  const source = await copySource(environmentName, {
    ...PARAMETERS,
    slack: { SlackWebhookParameterName: slack.parameterName, FirstRetryDelayInSeconds: '1' },
  });
  const deploy = (only?: string) => deployStacks({ ...target, source, only, onProgress: () => undefined });
  const stacks = await deploy();
  const outputs = Object.assign({}, ...stacks.map((stack) => stack.outputs)) as Record<string, string>;
  const outside = new Outside({ endpoint, outputs });
  const lambda = new LambdaClient();
  const invoke = (output: string, event: unknown) => answerOf(lambda, outside.output(output), event);
  const settle = () => eventually(() => expectRest(outside, slack), { withinMs: SETTLED_WITHIN_MS });
  const workload = new Workload({
    outside,
    ruleName: `${prefix}file-created`,
    invoke: async (output, event) =>
      expect({ errors: 0, ...(await invoke(output, event)) }).toMatchObject({ errors: 0 }),
    settle,
  });
  return {
    target,
    prefix,
    functionNames: Object.entries(outputs).flatMap(([name, value]) =>
      name.endsWith('FunctionName') ? [value] : [],
    ),
    outside,
    lambda,
    workload,
    source,
    redeploy: async (stack) => void (await deploy(stack)),
    invoke,
    settle,
    end: async () => {
      await slack.stop();
      outside.end();
      lambda.destroy();
      await source.remove();
    },
  };
}

async function answerOf(lambda: LambdaClient, FunctionName: string, event: unknown) {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: JSON.stringify(event) }),
  );
  const answer = Buffer.from(Payload ?? '').toString();
  expect(FunctionError ? answer : 'no error').toBe('no error');
  return JSON.parse(answer) as Record<string, unknown>;
}

/** A webhook that refuses the very first message once, and the parameter that holds its address. */
async function connectSlack(prefix: string): Promise<FakeSlack & { parameterName: string }> {
  const slack = await startFakeSlack();
  slack.behave('', { status: 500 }, 'ok');
  const parameterName = `/${prefix.replace(/-$/, '')}/slack-webhook`;
  const ssm = new SSMClient();
  await ssm.send(new PutParameterCommand({ Name: parameterName, Type: 'SecureString', Value: slack.url }));
  ssm.destroy();
  return { ...slack, parameterName };
}

/** Every version has its row, every row is announced, nothing waits. */
async function expectRest(outside: Outside, slack: FakeSlack): Promise<void> {
  // The first message is refused once: notify-slack puts it off and gets it through.
  expect(slack.posts.filter(({ behaviour }) => behaviour === 'ok').length).toBeGreaterThan(1);
  const versions = await outside.allVersions();
  const announced = (await outside.allRows()).filter(({ notification }) => notification === 'SENT');
  const done = new Set(announced.map(({ fileName, versionId }) => `${fileName} ${versionId}`));
  expect(versions.filter(({ key, versionId }) => !done.has(`${key} ${versionId}`))).toEqual([]);
  expect(await outside.openRows()).toBe(0);
  for (const name of ['FileQueueUrl', 'FileDeadLetterQueueUrl'])
    expect(await outside.depth(outside.output(name))).toBe(0);
}
