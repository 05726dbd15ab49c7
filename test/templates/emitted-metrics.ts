// The metrics that our functions send, with their dimensions: learnt by running their telemetry on one result of every kind and reading what it prints.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { TerminalStatus } from '../../lambda/core/outcome.ts';
import type { BatchResult } from '../../lambda/core/process-batch.ts';
import type { Result } from '../../lambda/core/result.ts';

/** Powertools reads them when it is loaded; the real values are in the templates. */
const [SERVICE, NAMESPACE] = ['service of the test', 'namespace of the test'];
Object.assign(process.env, { POWERTOOLS_SERVICE_NAME: SERVICE, POWERTOOLS_METRICS_NAMESPACE: NAMESPACE });
const { reportBatch, countUnexpectedFailures } = await import('../../lambda/file-telemetry.ts');
const { reportRedrive } = await import('../../lambda/redrive-telemetry.ts');
const { reportDeliveries, ...slack } = await import('../../lambda/notify-slack-telemetry.ts');
const { reportDigest } = await import('../../lambda/notify-digest-telemetry.ts');
const { reportDailyRun } = await import('../../lambda/daily-report-telemetry.ts');
const { reportReconcile } = await import('../../lambda/reconcile-telemetry.ts');

export interface EmittedMetric {
  name: string;
  /** Names of one set, sorted; a metric with other dimensions is another metric. */
  dimensions: string[];
}

const ENVIRONMENT = 'test';
const ROW = { documentId: 'id', fileName: 'a.txt', uploadedAt: '2026-01-01T00:00:00.000Z' } as FileRow;
const STATUSES: Record<TerminalStatus, true> = {
  PROCESSED: true,
  REJECTED: true,
  FAILED: true,
  DELETED: true,
};

function batchOfEverything(): BatchResult {
  const finished = Object.keys(STATUSES).map((status): Result => ({
    action: 'acknowledge',
    why: 'finished',
    row: { ...ROW, status: status as TerminalStatus, details: { orderCount: 1 } },
  }));
  const others: Result[] = [
    { action: 'acknowledge', why: 'duplicate' },
    { action: 'acknowledge', why: 'vanished' },
    { action: 'return', why: 'busy', delayInSeconds: 1 },
    { action: 'return', why: 'error', delayInSeconds: 1, error: new Error('of the test') },
  ];
  const results = [...finished, ...others].map((result) => ({ messageId: 'm', result, durationInMs: 1 }));
  return { results, failedMessageIds: [], skipped: ['folder-marker', 'test-event'], ignoredErrors: [] };
}

/** What each function sends, by its logical id. */
export const EMITTED: Readonly<Record<string, readonly EmittedMetric[]>> = {
  ProcessFileFunction: emittedBy(() => {
    const context = { environmentName: ENVIRONMENT, functionVersion: '1' };
    reportBatch(batchOfEverything(), context);
    countUnexpectedFailures(1, context);
  }),
  RedriveFunction: emittedBy(() => void reportRedrive({ letters: [], stoppedBy: 'empty' }, ENVIRONMENT)),
  NotifySlackFunction: emittedBy(() => {
    const results = [{ messageId: 'm', delivery: { action: 'acknowledge', why: 'posted' } } as const];
    reportDeliveries({ results, failedMessageIds: [], ignoredErrors: [] }, ENVIRONMENT);
    slack.countUnexpectedFailures(1, ENVIRONMENT);
  }),
  NotifyDigestFunction: emittedBy(() => {
    const ran = { done: 'ran', stoppedBy: 'end', restarted: false, minutes: 1, ageInSeconds: 60 } as const;
    reportDigest({ ...ran, digests: [] }, ENVIRONMENT);
  }),
  DailyReportFunction: emittedBy(() => {
    const around = { environmentName: ENVIRONMENT, durationInMs: 1 };
    reportDailyRun({ days: [], left: [], errors: [], yesterdayStands: true }, around);
  }),
  ReconcileFunction: emittedBy(() => {
    const counts = { pages: 1, versions: 1, fullPassAgeInSeconds: 1 };
    const ran = { done: 'ran', stoppedBy: 'pass', restarted: false, files: [], errors: [] } as const;
    reportReconcile({ ...ran, ...counts, files: [], errors: [] }, ENVIRONMENT);
  }),
};

/** A line in CloudWatch's embedded metric format. */
interface MetricLine {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
}

function emittedBy(report: () => void): EmittedMetric[] {
  const lines = printedBy(report)
    // The library's own warnings are plain text.
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as object);
  return lines
    .filter((line): line is MetricLine => '_aws' in line)
    .flatMap(({ _aws }) => _aws.CloudWatchMetrics)
    .flatMap(({ Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.map((names) => ({ name: Name, dimensions: names.toSorted() })),
      ),
    );
}

/** Lines that go to standard output and error meanwhile, instead of there. */
function printedBy(work: () => void): string[] {
  const texts: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = (text: string | Uint8Array) => texts.push(String(text)) > 0;
  }
  try {
    work();
  } finally {
    streams.forEach((stream, at) => {
      stream.write = writes[at] as typeof stream.write;
    });
  }
  return texts.join('').split('\n').filter(Boolean);
}
