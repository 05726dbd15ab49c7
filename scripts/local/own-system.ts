// A system of its own for one command: an engine on a free port, every stack deployed from a copy of the source. Nothing is left of it at the end.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { deployStacks, type DeployedStack } from '../lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../lib/outside/copied-source.ts';
import { Outside } from '../lib/outside/outside.ts';
import type { ParameterFile } from '../lib/parameters.ts';
import type { Target } from '../stacks.ts';
import { outputsOf } from './deployed.ts';
import { startEngine, type Engine } from './engine.ts';
import { pointSdkAt } from './engine-environment.ts';
import { closeEngineGaps } from './engine-gaps.ts';

export interface OwnSystemOptions extends Target {
  /** The log of the engine is `.local/<name>.log`. */
  name: string;
  /** By stack. */
  parameters: ParameterFile;
  /** Changes the copy of the source before it is deployed. */
  prepare?(source: CopiedSource): Promise<void>;
  signal: AbortSignal;
}

export interface Answered {
  hasFailed: boolean;
  answer: Record<string, unknown>;
}

export interface OwnSystem {
  engine: Engine;
  outside: Outside;
  lambda: LambdaClient;
  /** Runs the function that an output names; schedules are the caller's to switch off. */
  invoke(output: string, event: unknown): Promise<Answered>;
  /** Changes one file of the copy and deploys one stack. */
  redeploy(stack: string, path: string, change: (text: string) => string): Promise<readonly DeployedStack[]>;
  end(): Promise<void>;
}

/** Throws what starting and deploying throw; nothing is left then. The SDK of this process points at the engine from then on. */
export async function startOwnSystem(options: OwnSystemOptions): Promise<OwnSystem> {
  const { name, signal, projectName, environmentName } = options;
  const engine = await startEngine({ name, signal });
  let source: CopiedSource | undefined;
  const stop = async () => {
    await engine.stop();
    await source?.remove();
  };
  signal.addEventListener('abort', () => void stop(), { once: true });
  try {
    pointSdkAt(engine.endpoint);
    source = await copySource(environmentName, options.parameters);
    await options.prepare?.(source);
    const deploy = { projectName, environmentName, source, onProgress: () => undefined };
    const stacks = await deployStacks(deploy);
    await closeEngineGaps(outputsOf(stacks));
    return connect({ engine, source, stacks, stop, deploy: (only) => deployStacks({ ...deploy, only }) });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  engine: Engine;
  source: CopiedSource;
  stacks: readonly DeployedStack[];
  deploy: (only: string) => Promise<readonly DeployedStack[]>;
  stop: () => Promise<void>;
}

function connect({ engine, source, stacks, deploy, stop }: Parts): OwnSystem {
  const outputs = Object.assign({}, ...stacks.map((stack) => stack.outputs)) as Record<string, string>;
  const outside = new Outside({ endpoint: engine.endpoint, outputs });
  const lambda = new LambdaClient();
  return {
    engine,
    outside,
    lambda,
    invoke: (output, event) => invoke(lambda, outside.output(output), event),
    redeploy: async (stack, path, change) => {
      await source.edit(path, change);
      return deploy(stack);
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
