// The life of a file as steps in time: what the row, the buckets and the log lines tell, put in order.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { isTerminal } from '../../../lambda/core/file-row.ts';
import type { LogLine } from './function-logs.ts';
import type { StoredReport } from './stored-reports.ts';
import { isForgotten } from './tombstone.ts';
import type { Subject } from './trace-subject.ts';

export interface Step {
  /** ISO time. */
  at: string;
  step: string;
  /** Who tells it: a service, or the function whose log line it is. */
  source: string;
  what: string;
  /** Milliseconds since the step before; null for the first one, and where a time is known to the second only. */
  afterMs: number | null;
}

type Found = Omit<Step, 'afterMs'> & {
  /** Epoch milliseconds by which it is put in order. */
  order: number;
  isToTheSecond?: boolean;
};

export interface Evidence {
  subject: Subject;
  report: StoredReport | undefined;
  lines: readonly LogLine[];
}

/** All steps by time. Texts are as they were found, so escape them before they are shown. */
export function stepsOf({ subject, report, lines }: Evidence): Step[] {
  const found = [
    uploaded(subject),
    ...queued(lines),
    // In this order where the times are the same.
    ...lines.filter(isClaim).map(stepOfLine),
    ...verdict(subject.row),
    ...(report ? [written(report, subject.row)] : []),
    ...lines.filter((line) => !isClaim(line)).map(stepOfLine),
  ].sort((a, b) => a.order - b.order);
  return found.map(({ order, isToTheSecond = false, ...step }, i) => {
    const before = found[i - 1];
    const isMeasurable = before && !before.isToTheSecond && !isToTheSecond;
    return { ...step, afterMs: isMeasurable ? order - before.order : null };
  });
}

const isClaim = ({ message }: LogLine) => message === 'file claimed';

function exact(step: Omit<Found, 'order'>): Found {
  return { ...step, order: Date.parse(step.at) };
}

function uploaded({ uploadedAt, stored, row, versionId }: Subject): Found {
  const size = row?.fileSize ?? stored?.sizeInBytes;
  const bytes = size === undefined ? '' : `, ${size} bytes`;
  const gone = stored ? '' : '; no longer in the bucket';
  return exact({
    at: uploadedAt,
    step: 'uploaded',
    source: 'S3',
    what: `version ${versionId}${bytes}${gone}`,
  });
}

/** Every message once: its claims tell when it was put into the queue. */
function queued(lines: readonly LogLine[]): Found[] {
  const sent = new Map<string, string>();
  for (const { fields } of lines) {
    const { message_id: id, sent_at: at } = fields;
    if (typeof id === 'string' && typeof at === 'string' && !Number.isNaN(Date.parse(at))) sent.set(id, at);
  }
  return [...sent].map(([id, at]) => exact({ at, step: 'queued', source: 'SQS', what: `message ${id}` }));
}

function verdict(row: FileRow | undefined): Found[] {
  if (!row || !isTerminal(row) || row.processedAt === undefined) return [];
  const why = [row.reasonCode, row.reason].filter(Boolean).join(': ');
  const word = isForgotten(row) ? 'forgotten' : row.status;
  return [
    exact({
      at: row.processedAt,
      step: isForgotten(row) ? 'forgotten' : 'committed',
      source: 'DynamoDB',
      what: `${word}${why ? `, ${why}` : ''}${isForgotten(row) ? '' : `, revision ${row.revision}`}`,
    }),
  ];
}

/** The bucket tells whole seconds: within the second of the verdict the report came after it. */
function written({ lastModified }: StoredReport, row: FileRow | undefined): Found {
  const time = Date.parse(lastModified);
  const committed = Date.parse(row?.processedAt ?? lastModified);
  const isSameSecond = Math.floor(time / 1000) === Math.floor(committed / 1000);
  return {
    at: lastModified,
    step: 'reported',
    source: 'S3',
    what: 'the report that is there now (time to the second)',
    order: isSameSecond ? Math.max(time, committed) : time,
    isToTheSecond: true,
  };
}

type Fields = LogLine['fields'];
type Words = (fields: Fields) => { step: string; what: string };

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '?' : JSON.stringify(value);
const errorOf = ({ error }: Fields): string => text((error as { message?: unknown } | undefined)?.message);
const again = ({ delay_seconds: delay }: Fields): string =>
  delay === undefined ? '' : `, again after ${text(delay)} s`;
const why = (fields: Fields): string => (fields.why === 'error' ? errorOf(fields) : text(fields.why));

const TAKEN: Readonly<Record<string, string>> = {
  claim: 'to read it',
  open: 'to read it again (replay)',
  'take over': 'to announce what an earlier attempt found',
};

const announced: Words = (fields) => ({
  step: 'announced',
  what: [
    text(fields.outcome),
    `revision ${text(fields.revision)}`,
    ...(fields.outcome === 'PROCESSED' && fields.order_count !== undefined
      ? [`${text(fields.order_count)} orders normalized and told to the bus`]
      : []),
    ...(fields.duration_ms === undefined ? [] : [`${text(fields.duration_ms)} ms of work`]),
  ].join(', '),
});

/** What the fixed messages of the functions mean to a reader; any other line stands for itself. */
const WORDS: Readonly<Record<string, Words>> = {
  'file claimed': (fields) => ({
    step: 'claimed',
    what: [
      `${TAKEN[text(fields.why)] ?? text(fields.why)}, revision ${text(fields.revision)}, delivery ${text(fields.receives)} of its message`,
      // The count is given back by every attempt that ended with a word.
      ...(fields.why !== 'take over' && Number(fields.attempt) > 1
        ? [`${Number(fields.attempt) - 1} earlier ended without a word`]
        : []),
    ].join('; '),
  }),
  'file returned': (fields) => ({ step: 'returned', what: `${why(fields)}${again(fields)}` }),
  'file processed': announced,
  'file rejected': announced,
  'file failed': announced,
  'file deleted': announced,
  'duplicate skipped': () => ({ step: 'duplicate', what: 'done before; message acknowledged' }),
  'message redriven': (fields) => ({
    step: 'redriven',
    what: `${text(fields.why)}, round ${text(fields.round)}, revision ${text(fields.revision)}${again(fields)}`,
  }),
  'dead letter dropped': (fields) => ({ step: 'dead letter dropped', what: why(fields) }),
  'dead letter left': (fields) => ({ step: 'dead letter left', what: why(fields) }),
  'digest sent': (fields) => ({
    step: 'digest sent',
    what: `${text(fields.notification_id)}, of ${text(fields.files)} files`,
  }),
  'message sent to slack': (fields) => ({ step: 'told in Slack', what: text(fields.notification_id) }),
  'message returned': (fields) => ({ step: 'not yet in Slack', what: `${why(fields)}${again(fields)}` }),
  'message refused by slack': (fields) => ({
    step: 'refused by Slack',
    what: `${text(fields.word)}${again(fields)}`,
  }),
  'file reconciled': (fields) => ({ step: 'reconciled', what: `queued again: ${text(fields.why)}` }),
  'file not reconciled': (fields) => ({ step: 'not reconciled', what: errorOf(fields) }),
};

function stepOfLine({ at, functionName, message, fields }: LogLine): Found {
  const words = Object.hasOwn(WORDS, message) ? WORDS[message]?.(fields) : undefined;
  return exact({ at, source: functionName, ...(words ?? { step: message, what: '' }) });
}
