// One system for one drill: an engine of its own, every stack, short times, the proxy in between, an ear on the results topic.
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DeployedStack } from '../lib/deploy-stacks.ts';
import type { CopiedSource } from '../lib/outside/copied-source.ts';
import type { Ear } from '../lib/outside/ear.ts';
import type { Outside } from '../lib/outside/outside.ts';
import type { ParameterFile } from '../lib/parameters.ts';
import type { Engine } from '../local/engine.ts';
import { startOwnSystem, type Answered, type OwnSystem } from '../local/own-system.ts';
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

/** Throws what starting and deploying throw; nothing is left then. */
export async function startSystem(options: SystemOptions): Promise<DrillSystem> {
  const own = await startOwnSystem({
    ...TARGET,
    name: 'engine-drill',
    parameters: merged(options.parameters ?? {}),
    prepare: (source) => prepareSource(source, options),
    signal: options.signal,
  });
  const proxy = new FaultProxy(own.engine.endpoint);
  options.signal.addEventListener('abort', () => void proxy.stop(), { once: true });
  try {
    await proxy.start();
    return await connect(own, proxy);
  } catch (error) {
    await proxy.stop();
    await own.end();
    throw error;
  }
}

/** The drill's own copy of the source, changed as asked. */
async function prepareSource(source: CopiedSource, { handler, mutant }: SystemOptions): Promise<void> {
  if (handler !== undefined) await source.edit('lambda/handlers/process-file.ts', () => handler);
  if (mutant) await breakCore(source, mutant);
}

async function breakCore(source: CopiedSource, mutant: Mutant): Promise<void> {
  for (const file of filesOf(mutant))
    await source.edit(`lambda/core/${file}`, (text) => mutate(text, mutant, file));
}

function merged(parameters: ParameterFile): ParameterFile {
  const shorts = new Set([...Object.keys(SHORT_TIMES), ...Object.keys(parameters)]);
  return Object.fromEntries(
    [...shorts].map((short) => [short, { ...SHORT_TIMES[short], ...parameters[short] }]),
  );
}

async function connect(own: OwnSystem, proxy: FaultProxy): Promise<DrillSystem> {
  const { engine, outside, lambda } = own;
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
    invoke: (output, event) => own.invoke(output, event),
    release: (path, change) => own.redeploy('lambda', path, change),
    end: async () => {
      await proxy.stop();
      await own.end();
    },
  };
}
