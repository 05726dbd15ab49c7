// What one function printed: its invocations, the bytes that CloudWatch Logs would take in, and the metrics in them.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { readInvocations, type LogLine } from '../local/metrics/invocations.ts';

/** CloudWatch Logs adds so many bytes to every line (CloudWatch pricing, "Logs"). */
const LINE_IN_BYTES = 26;
/** Lambda's own records of one invocation in JSON (start, runtime done, report), with their lines; the engine prints others, so this is assumed. */
export const PLATFORM_BYTES_AN_INVOCATION = 900;

/** The engine's own lines. */
const PLATFORM_LINE = /^(START|END|REPORT) RequestId: /;

export interface Printed {
  invocations: number;
  durationsInMs: number[];
  /** Of the function's own lines. */
  bytes: number;
  /** `namespace name {dimensions}`, each once. */
  metrics: Set<string>;
}

/** Everything that the function printed since a time (epoch milliseconds). The engine gives at most 10,000 lines. */
export async function readPrinted(functionName: string, since: number): Promise<Printed> {
  const logs = new CloudWatchLogsClient();
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${functionName}`,
      startTime: since,
      limit: 10_000,
    }),
  );
  logs.destroy();
  return printedIn(
    events.map(({ logStreamName = '', timestamp = 0, message = '' }) => ({
      stream: logStreamName,
      at: timestamp,
      message,
    })),
  );
}

export function printedIn(lines: readonly LogLine[]): Printed {
  const invocations = readInvocations(lines);
  const own = lines.filter(({ message }) => !PLATFORM_LINE.test(message));
  const series = invocations.flatMap(({ metrics }) =>
    metrics.map(({ metric: { namespace, name, dimensions } }) => {
      const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
      return `${namespace} ${name} ${JSON.stringify(Object.fromEntries(sorted))}`;
    }),
  );
  return {
    invocations: invocations.length,
    durationsInMs: invocations.map(({ durationInMs }) => durationInMs),
    bytes: own.reduce((sum, { message }) => sum + Buffer.byteLength(message) + LINE_IN_BYTES, 0),
    metrics: new Set(series),
  };
}
