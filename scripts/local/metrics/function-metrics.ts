// The metrics that Lambda publishes of each function, out of its log lines, and those that the function itself prints.
import {
  paginateListEventSourceMappings,
  paginateListFunctions,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Invocation } from './invocations.ts';
import { createLogReader, type ReadInvocations } from './log-reader.ts';
import type { MetricId, SeriesStore } from './series.ts';

export interface WatchedFunction {
  name: string;
  logGroupName: string;
  /** Of the mapping that hands it the messages of a queue. */
  mappingIds: string[];
}

/** The functions whose names begin so, with their queues. */
export async function findFunctions(client: LambdaClient, prefix: string): Promise<WatchedFunction[]> {
  const mappings = await findMappings(client);
  const found: WatchedFunction[] = [];
  for await (const { Functions } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName: name = '', LoggingConfig } of Functions ?? []) {
      if (!name.startsWith(prefix)) continue;
      const logGroupName = LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
      found.push({ name, logGroupName, mappingIds: mappings.get(name) ?? [] });
    }
  }
  return found;
}

/** Ids of the event source mappings, by name of the function. */
async function findMappings(client: LambdaClient): Promise<Map<string, string[]>> {
  const mappings = new Map<string, string[]>();
  for await (const { EventSourceMappings } of paginateListEventSourceMappings({ client }, {})) {
    for (const { FunctionArn = '', UUID = '' } of EventSourceMappings ?? []) {
      // `arn:aws:lambda:<region>:<account>:function:<name>:<alias>`
      const name = FunctionArn.split(':')[6] ?? '';
      mappings.set(name, [...(mappings.get(name) ?? []), UUID]);
    }
  }
  return mappings;
}

/** Reads what all functions did since the last call into the store, as of `now`. */
export type CollectFunctionMetrics = (functions: readonly WatchedFunction[], now: number) => Promise<void>;

export function createFunctionCollector(
  logs: CloudWatchLogsClient,
  store: SeriesStore,
): CollectFunctionMetrics {
  const readers = new Map<string, ReadInvocations>();
  return async (functions, now) => {
    for (const watched of functions) {
      const { logGroupName } = watched;
      const read = readers.get(logGroupName) ?? createLogReader(logs, logGroupName);
      readers.set(logGroupName, read);
      const invocations = await read();
      for (const { metric, value } of samplesOf(watched, invocations)) store.add(metric, { at: now, value });
    }
  };
}

/** What Lambda would publish of these invocations, by every set of dimensions, and what they print. */
export function samplesOf(
  { name, mappingIds }: WatchedFunction,
  invocations: readonly Invocation[],
): { metric: MetricId; value: number }[] {
  const samples = invocations.flatMap((invocation) => [
    ...dimensionsOf(name, invocation).flatMap((dimensions) => ofLambda(invocation, dimensions)),
    ...mappingIds.map((EventSourceMappingUUID) => ({
      metric: lambdaMetric('FailedInvokeEventCount', { EventSourceMappingUUID }),
      // How many messages a run that died had taken is not told: at least one.
      value: invocation.hasFailed ? Math.max(1, invocation.returned) : invocation.returned,
    })),
    ...invocation.metrics,
  ]);
  if (invocations.length === 0) return samples;
  const concurrency = {
    metric: lambdaMetric('ConcurrentExecutions', { FunctionName: name }),
    value: mostAtOnce(invocations),
  };
  return [...samples, concurrency];
}

/** By function, by alias, and by the version that the alias ran; every trigger names the alias `live`. */
function dimensionsOf(name: string, { version }: Invocation): Record<string, string>[] {
  const byFunction = { FunctionName: name };
  if (version === '$LATEST') return [byFunction];
  const byAlias = { ...byFunction, Resource: `${name}:live` };
  return [byFunction, byAlias, { ...byAlias, ExecutedVersion: version }];
}

function ofLambda({ durationInMs, hasFailed }: Invocation, dimensions: Record<string, string>) {
  // The engine throttles nobody, so a run that began is all that is to be said about throttles.
  const values = { Invocations: 1, Errors: hasFailed ? 1 : 0, Duration: durationInMs, Throttles: 0 };
  return Object.entries(values).map(([metric, value]) => ({
    metric: lambdaMetric(metric, dimensions),
    value,
  }));
}

const lambdaMetric = (name: string, dimensions: Record<string, string>): MetricId => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions,
});

/** The most invocations that ran at one moment. */
function mostAtOnce(invocations: readonly Invocation[]): number {
  const changes = invocations
    .flatMap(({ endedAt, durationInMs }) => [
      { at: endedAt - durationInMs, by: 1 },
      { at: endedAt, by: -1 },
    ])
    // One that ends when another begins gives its place to it.
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let running = 0;
  return Math.max(...changes.map(({ by }) => (running += by)));
}
