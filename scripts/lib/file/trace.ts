// `npm run file -- trace KEY`: the life of one version of a file, from the upload to the message, out of everything that knows of it.
import { isDeepStrictEqual } from 'node:util';
import { isTerminal, PUBLIC_ATTRIBUTES, type FileRow } from '../../../lambda/core/file-row.ts';
import { isProbe, notificationIdOf } from '../../../lambda/core/notices/file-notice.ts';
import type { Clock } from '../../../lambda/core/ports.ts';
import { reportKeyFor, toRecord } from './file-record.ts';
import type { FoundLines, FunctionLogs, LogLine } from './function-logs.ts';
import type { StoredReport, StoredReports } from './stored-reports.ts';
import { isForgotten } from './tombstone.ts';
import { stepsOf, type Step } from './trace-steps.ts';
import { findSubject, type Subject, type SubjectWorld } from './trace-subject.ts';
import { describeTrace } from './trace-text.ts';
import type { Verb } from './verb.ts';

export interface TraceWorld extends SubjectWorld {
  clock: Pick<Clock, 'now'>;
  reports: StoredReports;
  logs: FunctionLogs;
}

/** What is known of the message about the row's revision. */
export interface TracedNotification {
  notificationId: string;
  type: 'file' | 'probe';
  state: 'PENDING' | 'SENT' | null;
  /** `machines`: people get it in a digest. */
  audience: 'all' | 'machines' | null;
  /** Id of that digest; null when people were told otherwise, or not yet. */
  digestId: string | null;
}

export interface TracedReport {
  key: string;
  /** ISO time to the second; null when there is no report. */
  lastModified: string | null;
  /** Attributes in which it is not what the row says; null when there is none. */
  differsIn: string[] | null;
}

/** What `--json` prints. */
export interface Trace {
  documentId: string;
  bucketName: string;
  fileName: string;
  versionId: string;
  otherVersions: number;
  isInBucket: boolean;
  /** Null while nobody has worked on it. */
  row: ReturnType<typeof toRecord> | null;
  report: TracedReport | null;
  notification: TracedNotification | null;
  steps: Step[];
  lines: FoundLines['lines'];
  /** Functions whose log was too long to be read to its end. */
  cutOff: string[];
}

const MINUTE_IN_MS = 60_000;
const DAY_IN_MS = 24 * 60 * MINUTE_IN_MS;

export const trace: Verb<TraceWorld> = {
  usage: 'trace <key>',
  description:
    'the life of one version: upload, queue, attempts, verdict, report, message, with times and log lines',
  options: [['--version-id <id>', 'this version (default: the newest)']],
  run: async (world, key, { versionId }) => {
    const subject = await findSubject(world, key, versionId);
    const traced = await traceOf(world, subject);
    return { json: traced, text: describeTrace(traced) };
  },
};

async function traceOf(world: TraceWorld, subject: Subject): Promise<Trace> {
  const { row, documentId } = subject;
  const key = row && reportKeyFor(row);
  const [report, own, digest] = await Promise.all([
    key === undefined ? undefined : world.reports.read(key),
    world.logs.find({ text: documentId, ...windowOf(subject, world.clock.now()) }),
    findDigest(world, row),
  ]);
  const lines = digest ? [...own.lines, digest].sort((a, b) => (a.at < b.at ? -1 : 1)) : own.lines;
  return {
    documentId,
    bucketName: subject.bucketName,
    fileName: subject.fileName,
    versionId: subject.versionId,
    otherVersions: subject.otherVersions,
    isInBucket: subject.stored !== undefined,
    row: row ? toRecord(row) : null,
    report: row && key !== undefined ? reportFacts(key, row, report) : null,
    notification: row && isTerminal(row) && !isForgotten(row) ? notificationFacts(row, digest) : null,
    steps: stepsOf({ subject, report, lines }),
    lines,
    cutOff: own.cutOff,
  };
}

/**
 * From the upload, with a minute for clocks that differ, to a day after the verdict: long enough for the last dead letter and Slack.
 * Reading the whole of a long log would take minutes.
 */
function windowOf({ uploadedAt, row }: Subject, now: number): { from: number; to: number } {
  const isDone = row?.notification === 'SENT' && row.processedAt !== undefined;
  const to = isDone ? Math.min(now, Date.parse(row.processedAt ?? '') + DAY_IN_MS) : now;
  return { from: Date.parse(uploadedAt) - MINUTE_IN_MS, to: to + MINUTE_IN_MS };
}

/** The line about the digest that told people of the minute of the verdict. It knows no single file, so it is found by its minutes. */
async function findDigest(
  { logs, clock }: TraceWorld,
  row: FileRow | undefined,
): Promise<LogLine | undefined> {
  const { processedAt } = row ?? {};
  if (row?.audience !== 'machines' || processedAt === undefined || isProbe(row.fileName)) return undefined;
  const from = Date.parse(processedAt);
  const { lines } = await logs.find({
    text: 'digest sent',
    functionName: 'notify-digest',
    from,
    to: Math.min(clock.now(), from + DAY_IN_MS) + MINUTE_IN_MS,
  });
  return lines.find(({ fields }) => String(fields.from) <= processedAt && processedAt < String(fields.to));
}

function reportFacts(key: string, row: FileRow, report: StoredReport | undefined): TracedReport {
  if (!report) return { key, lastModified: null, differsIn: null };
  return { key, lastModified: report.lastModified, differsIn: differences(row, report.body) };
}

function differences(row: FileRow, body: Buffer): string[] {
  const told = parsed(body);
  return PUBLIC_ATTRIBUTES.filter((name) => !isDeepStrictEqual(told[name], row[name] ?? null));
}

/** What is no JSON agrees with nothing. */
function parsed(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function notificationFacts(row: FileRow, digest: LogLine | undefined): TracedNotification {
  return {
    notificationId: notificationIdOf(row),
    type: isProbe(row.fileName) ? 'probe' : 'file',
    state: row.notification ?? null,
    audience: row.audience ?? null,
    digestId: digest ? String(digest.fields.notification_id) : null,
  };
}
