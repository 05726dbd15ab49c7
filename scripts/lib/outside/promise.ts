// The promise about one file, told in words where it is broken. Knows the row, its report and what was heard, and nothing of the code.
import { isDeepStrictEqual } from 'node:util';
import { PUBLIC_ATTRIBUTES, type FileRow } from '../../../lambda/core/file-row.ts';
import type { Heard } from './ear.ts';

const TERMINAL = new Set(['PROCESSED', 'REJECTED', 'FAILED', 'DELETED']);

/** Attributes of a row that its message repeats. */
const TOLD = [
  'documentId',
  'revision',
  'bucketName',
  'fileName',
  'versionId',
  'status',
  'reasonCode',
  'reason',
  'fileType',
  'fileSize',
  'lineCount',
  'wordCount',
  'recordCount',
  'processedAt',
] as const;

/** What is wrong with a row that should have come to its end. */
export function judgeRow(row: FileRow): string[] {
  const { fileName, status, notification, openShard, token } = row;
  if (!TERMINAL.has(status)) return [`${fileName} is ${status}.`];
  if (notification !== 'SENT') return [`${fileName} is ${status}, but its notification is ${notification}.`];
  return openShard === undefined && token === undefined ? [] : [`${fileName} is announced and still open.`];
}

/** Where a report is not the projection of its row. */
export function judgeReport(row: FileRow, report: Record<string, unknown> | undefined): string[] {
  if (!report) return [`${row.fileName} has no report.`];
  const other = PUBLIC_ATTRIBUTES.filter((name) => !isDeepStrictEqual(report[name], row[name] ?? null));
  return other.length === 0
    ? []
    : [`The report of ${row.fileName} differs from its row in ${other.join(', ')}.`];
}

/** What is wrong with the messages of a row's revision; the first may be repeated so often. */
export function judgeMessages(row: FileRow, own: readonly Heard[], allowedRepeats: number): string[] {
  const [first, ...more] = own;
  if (!first) return [`${row.fileName} (revision ${row.revision}) was never announced.`];
  const wrong = TOLD.filter((name) => !isDeepStrictEqual(first.body[name], row[name] ?? null));
  return [
    ...(first.body.notificationId === `${row.documentId}-${row.revision}`
      ? []
      : [`The message of ${row.fileName} has the id ${String(first.body.notificationId)}.`]),
    ...(first.body.reportKey === `processed/${row.documentId}.json`
      ? []
      : [`The message of ${row.fileName} names another report.`]),
    ...wrong.map((name) => `The message of ${row.fileName} differs from its row in ${name}.`),
    ...(more.some((message) => !isDeepStrictEqual(message, first))
      ? [`The messages of ${row.fileName} differ from each other.`]
      : []),
    ...(more.length > allowedRepeats
      ? [`${row.fileName} was announced ${own.length} times; its faults explain ${1 + allowedRepeats}.`]
      : []),
  ];
}
