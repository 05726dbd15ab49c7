// `npm run file -- trace KEY`: the life of one version of a file, from the upload to the message, out of everything that knows of it.
import { isDeepStrictEqual } from 'node:util';
import { isTerminal, PUBLIC_ATTRIBUTES, type FileRow } from '../../../lambda/core/file-row.ts';
import { isProbe, notificationIdOf } from '../../../lambda/core/notices/file-notice.ts';
import type { Clock } from '../../../lambda/core/ports.ts';
import { reportKeyFor, toRecord } from './file-record.ts';
import type { FoundLines, FunctionLogs } from './function-logs.ts';
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
  /** `machines`: people got it in a digest. */
  audience: 'all' | 'machines' | null;
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
  const [report, { lines, cutOff }] = await Promise.all([
    key === undefined ? undefined : world.reports.read(key),
    world.logs.find({ text: documentId, ...windowOf(subject, world.clock.now()) }),
  ]);
  return {
    documentId,
    bucketName: subject.bucketName,
    fileName: subject.fileName,
    versionId: subject.versionId,
    otherVersions: subject.otherVersions,
    isInBucket: subject.stored !== undefined,
    row: row ? toRecord(row) : null,
    report: row && key !== undefined ? reportFacts(key, row, report) : null,
    notification: row && isTerminal(row) && !isForgotten(row) ? notificationFacts(row) : null,
    steps: stepsOf({ subject, report, lines }),
    lines,
    cutOff,
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

function notificationFacts(row: FileRow): TracedNotification {
  return {
    notificationId: notificationIdOf(row),
    type: isProbe(row.fileName) ? 'probe' : 'file',
    state: row.notification ?? null,
    audience: row.audience ?? null,
  };
}
