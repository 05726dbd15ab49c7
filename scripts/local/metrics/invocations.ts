// Reads what the functions did out of their log lines: duration, version, success, and what they print in the embedded metric format.
import type { MetricId } from './series.ts';

/** One line as CloudWatch Logs keeps it. */
export interface LogLine {
  stream: string;
  /** Epoch milliseconds. */
  at: number;
  message: string;
}

export interface Invocation {
  /** Epoch milliseconds; the engine gives all lines of an invocation the time of its end. */
  endedAt: number;
  durationInMs: number;
  /** `$LATEST`, or the number that an alias led to. */
  version: string;
  hasFailed: boolean;
  /** Messages that it gave back to its queue. */
  returned: number;
  metrics: { metric: MetricId; value: number }[];
}

/** Lines with which our functions say that one message goes back to the queue. */
const RETURNED = new Set([
  'file returned',
  'message not understood',
  'message returned',
  'message refused by slack',
]);

/** The engine writes one stream for each invocation: START, the lines of the function, END, REPORT. Others are left out. */
export function readInvocations(lines: readonly LogLine[]): Invocation[] {
  const streams = Map.groupBy(lines, ({ stream }) => stream);
  return [...streams.values()].flatMap((own) => {
    const invocation = invocationOf(own);
    return invocation ? [invocation] : [];
  });
}

function invocationOf(lines: readonly LogLine[]): Invocation | undefined {
  const messages = lines.map(({ message }) => message);
  const report = messages.findLast((message) => message.startsWith('REPORT RequestId: '));
  const [, duration] = /\tDuration: ([\d.]+) ms/.exec(report ?? '') ?? [];
  const [, version] = /^START RequestId: \S+ Version: (\S+)/m.exec(messages.join('\n')) ?? [];
  if (duration === undefined || version === undefined) return undefined;
  const printed = messages.filter((message) => !/^(START|END|REPORT) RequestId: /.test(message));
  const records = printed.flatMap(parsed);
  return {
    endedAt: Math.max(...lines.map(({ at }) => at)),
    durationInMs: Number(duration),
    version,
    hasFailed: hasFailed(printed),
    returned: returnedBy(records),
    metrics: records.flatMap(metricsOf),
  };
}

/**
 * A handler that throws leaves its stack, a time-out its sentence. A process that died leaves nothing at all, while every
 * function of ours says at least one line when it ends as it should.
 */
function hasFailed(printed: readonly string[]): boolean {
  return (
    printed.length === 0 || printed.some((line) => /^ {4}at |^Task timed out after |^Worker /.test(line))
  );
}

type LogRecord = Record<string, unknown>;

function parsed(line: string): LogRecord[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as LogRecord];
  } catch {
    // Somebody printed something that only begins like a record.
    return [];
  }
}

function returnedBy(records: readonly LogRecord[]): number {
  const all = records.find(({ message }) => message === 'batch failed');
  if (all) return Number(all.message_count ?? 1);
  return records.filter(({ message }) => RETURNED.has(String(message))).length;
}

/** CloudWatch's embedded metric format: values stand beside the definition, one or a list of them. */
interface MetricDirective {
  Namespace?: string;
  Dimensions?: string[][];
  Metrics?: { Name: string }[];
}

function metricsOf(record: LogRecord): Invocation['metrics'] {
  const directives = (record._aws as { CloudWatchMetrics?: MetricDirective[] } | undefined)
    ?.CloudWatchMetrics;
  return (directives ?? []).flatMap(({ Namespace: namespace = '', Dimensions = [[]], Metrics = [] }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(record[name])]));
      return Metrics.flatMap(({ Name: name }) =>
        [record[name]]
          .flat()
          .map((value) => ({ metric: { namespace, name, dimensions }, value: Number(value) })),
      );
    }),
  );
}
