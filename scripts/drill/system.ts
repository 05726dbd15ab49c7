// One system for one drill: an engine of its own, every stack, short times, the proxy in between, an ear on the results topic.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { deployStacks, type DeployedStack } from '../lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../lib/outside/copied-source.ts';
import type { Ear } from '../lib/outside/ear.ts';
import { Outside } from '../lib/outside/outside.ts';
import type { ParameterFile } from '../lib/parameters.ts';
import { outputsOf } from '../local/deployed.ts';
import { startEngine, type Engine } from '../local/engine.ts';
import { pointSdkAt } from '../local/engine-environment.ts';
import { closeEngineGaps } from '../local/engine-gaps.ts';
import type { Mutant } from '../prove/mutants.ts';
import { filesOf, mutate } from '../prove/mutation.ts';
import { FaultProxy } from './proxy.ts';
import { sendThroughProxy } from './through-proxy.ts';

export const TARGET = { projectName: 'file-processing', environmentName: 'drill' };

/** The schedules are off: a drill invokes redrive and reconcile itself, so that it knows when a pass was made. */
const SHORT_TIMES: ParameterFile = {
  sqs: { VisibilityTimeoutInSeconds: '60' },
  lambda: {
    TimeoutInSeconds: '10',
    FirstRetryDelayInSeconds: '1',
    LeaseMarginInSeconds: '2',
    BodyIdleTimeoutInSeconds: '2',
  },
  redrive: { FirstRedriveDelayInSeconds: '1', LeaseMarginInSeconds: '2', EnableSchedule: 'false' },
  reconcile: { LeaseMarginInSeconds: '2', EnableSchedule: 'false' },
  digest: { LeaseMarginInSeconds: '2', EnableSchedule: 'false' },
};

export interface SystemOptions {
  /** Changes to the short times, by stack. */
  parameters?: ParameterFile;
  /** Another entry point of process-file; the drill's own copy of the source gets it. */
  handler?: string;
  /** Breaks the core of the copy: the drill must fail then. */
  mutant?: Mutant | undefined;
  signal: AbortSignal;
}

/** Outputs with the names of the functions that a drill invokes itself. */
type Invoked = 'RedriveFunctionName' | 'ReconcileFunctionName' | 'NotifyDigestFunctionName';

export interface DrillSystem {
  engine: Engine;
  outside: Outside;
  ear: Ear;
  proxy: FaultProxy;
  lambda: LambdaClient;
  invoke(output: Invoked, event: unknown): Promise<Answered>;
  /** Changes one file of the drill's own copy of the source and deploys the stack `lambda`. Process-file calls past the proxy from then on. */
  release(path: string, change: (text: string) => string): Promise<readonly DeployedStack[]>;
  end(): Promise<void>;
}

export interface Answered {
  hasFailed: boolean;
  answer: Record<string, unknown>;
}

/** Throws what starting and deploying throw; nothing is left then. */
export async function startSystem(options: SystemOptions): Promise<DrillSystem> {
  const engine = await startEngine({ name: 'engine-drill', signal: options.signal });
  const proxy = new FaultProxy(engine.endpoint);
  let source: CopiedSource | undefined;
  const stop = async () => {
    await proxy.stop();
    await engine.stop();
    await source?.remove();
  };
  options.signal.addEventListener('abort', () => void stop(), { once: true });
  try {
    await proxy.start();
    pointSdkAt(engine.endpoint);
    source = await prepareSource(options);
    const stacks = await deploy(source);
    await closeEngineGaps(outputsOf(stacks));
    const outputs = Object.assign({}, ...stacks.map((stack) => stack.outputs)) as Record<string, string>;
    const outside = new Outside({ endpoint: engine.endpoint, outputs });
    return await connect({ engine, proxy, outside, source, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The drill's own copy of the source; nothing is left of it when it cannot be changed as asked. */
async function prepareSource({ parameters = {}, handler, mutant }: SystemOptions): Promise<CopiedSource> {
  const source = await copySource(TARGET.environmentName, merged(parameters));
  try {
    if (handler !== undefined) await source.edit('lambda/handlers/process-file.ts', () => handler);
    if (mutant) await breakCore(source, mutant);
    return source;
  } catch (error) {
    await source.remove();
    throw error;
  }
}

async function breakCore(source: CopiedSource, mutant: Mutant): Promise<void> {
  for (const file of filesOf(mutant))
    await source.edit(`lambda/core/${file}`, (text) => mutate(text, mutant, file));
}

const deploy = (source: CopiedSource, only?: string) =>
  deployStacks({ ...TARGET, source, only, onProgress: () => undefined });

function merged(parameters: ParameterFile): ParameterFile {
  const shorts = new Set([...Object.keys(SHORT_TIMES), ...Object.keys(parameters)]);
  return Object.fromEntries(
    [...shorts].map((short) => [short, { ...SHORT_TIMES[short], ...parameters[short] }]),
  );
}

interface Parts {
  engine: Engine;
  proxy: FaultProxy;
  outside: Outside;
  source: CopiedSource;
  stop: () => Promise<void>;
}

async function connect({ engine, proxy, outside, source, stop }: Parts): Promise<DrillSystem> {
  const lambda = new LambdaClient();
  const { endpoint } = engine;
  for (const name of ['ProcessFileFunctionName', 'RedriveFunctionName', 'ReconcileFunctionName']) {
    await sendThroughProxy(outside.output(name), { lambda, endpoint, proxy });
  }
  return {
    engine,
    outside,
    proxy,
    lambda,
    ear: await outside.listen('drill-ear'),
    invoke: (output, event) => invoke(lambda, outside.output(output), event),
    release: async (path, change) => {
      await source.edit(path, change);
      return deploy(source, 'lambda');
    },
    end: async () => {
      outside.end();
      lambda.destroy();
      await stop();
    },
  };
}

async function invoke(lambda: LambdaClient, functionName: string, event: unknown): Promise<Answered> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Qualifier: 'live', Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? '').toString()) as Record<string, unknown>;
  return { hasFailed: FunctionError !== undefined, answer };
}
