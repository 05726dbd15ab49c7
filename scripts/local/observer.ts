// Looks at the running system once: what functions and queues did becomes metric series, and these decide about the alarms.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../lambda/core/ports.ts';
import type { AwsOnlyAlarm } from './alarms/deployed-alarms.ts';
import { createAlarmWatch } from './alarms/watch-alarms.ts';
import { createFunctionCollector, findFunctions, type WatchedFunction } from './metrics/function-metrics.ts';
import { createQueueCollector, findQueues } from './metrics/queue-metrics.ts';
import type { SeriesStore } from './metrics/series.ts';

export interface ObserverClients {
  cloudWatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  lambda: LambdaClient;
  sqs: SQSClient;
}

export interface ObserverParts {
  clients: ObserverClients;
  target: { projectName: string; environmentName: string };
  clock: Pick<Clock, 'now'>;
  store: SeriesStore;
  /** Told of what could not be done; the rest goes on. */
  onTrouble?: (what: string, error: unknown) => void;
}

export interface Observer {
  /**
   * Looks once. Values are kept under the time of looking, so none comes late. Never throws; a call while another one
   * works waits for that one.
   */
  observe(): Promise<void>;
  /** Alarms that nobody judges here, with the reason. */
  awsOnlyAlarms(): readonly AwsOnlyAlarm[];
}

/** Functions and queues come with deployments only. */
const LOOK_AROUND_EVERY_MS = 30_000;

/** The observer of one environment on the engine. */
export function createObserver({ clients, target, clock, store, onTrouble }: ObserverParts): Observer {
  const prefix = `${target.projectName}-${target.environmentName}-`;
  const collectFunctions = createFunctionCollector(clients.logs, store);
  const collectQueues = createQueueCollector(clients.sqs, store);
  const alarms = createAlarmWatch({ client: clients.cloudWatch, store, prefix });
  let found: { functions: WatchedFunction[]; queues: string[]; at: number } | undefined;
  let running: Promise<void> | undefined;

  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onTrouble?.(what, error);
    }
  };
  const lookAround = async (now: number): Promise<void> => {
    if (found && now - found.at < LOOK_AROUND_EVERY_MS) return;
    const functions = await findFunctions(clients.lambda, prefix);
    found = { functions, queues: await findQueues(clients.sqs, prefix), at: now };
  };
  const observeOnce = async (): Promise<void> => {
    const now = clock.now();
    await attempt('Functions and queues cannot be listed', () => lookAround(now));
    const { functions = [], queues = [] } = found ?? {};
    await attempt('Function metrics cannot be read', () => collectFunctions(functions, now));
    await attempt('Queue metrics cannot be read', () => collectQueues(queues, now));
    await attempt('Alarms cannot be judged', () => alarms.judgeAll(now));
  };
  return {
    observe: () => (running ??= observeOnce().finally(() => (running = undefined))),
    awsOnlyAlarms: () => alarms.awsOnly(),
  };
}

/** Clients by the SDK's own settings, which `npm start` points at the engine. */
export function createObserverClients(): ObserverClients {
  return {
    cloudWatch: new CloudWatchClient(),
    logs: new CloudWatchLogsClient(),
    lambda: new LambdaClient(),
    sqs: new SQSClient(),
  };
}
