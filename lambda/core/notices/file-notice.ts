// What is said about one file on the results topic: a pure function of its committed row.
import type { FileRow } from '../file-row.ts';
import type { Json, TerminalStatus } from '../outcome.ts';
import type { Notice } from '../ports.ts';
import { inFixedOrder, reportKeyOf } from '../report/file-report.ts';
import { displayName, displayText } from './display-name.ts';
import { emailTextOf } from './email-text.ts';
import { ordersSentence } from './order-texts.ts';

/** The release step sends a file through under this key; it is a probe, not somebody's file. */
const PROBE_KEY = /^probe\/[0-9a-f]{64}\.txt$/;

export function isProbe(fileName: string): boolean {
  return PROBE_KEY.test(fileName);
}

/** The id of the message of one revision; receivers drop the second message with the same id. */
export function notificationIdOf({ documentId, revision }: Pick<FileRow, 'documentId' | 'revision'>): string {
  return `${documentId}-${revision}`;
}

const WORDS: Record<TerminalStatus, { subject: string; sentence: string }> = {
  PROCESSED: { subject: 'File processed', sentence: 'was processed' },
  REJECTED: { subject: 'File rejected', sentence: 'was rejected' },
  FAILED: { subject: 'File failed', sentence: 'could not be processed' },
  DELETED: { subject: 'File deleted', sentence: 'was deleted before it could be read' },
};

/** The message of a committed row. Absent values are null in the JSON and absent among the attributes. */
export function fileNotice(row: FileRow): Notice {
  const status = row.status as TerminalStatus;
  const type = isProbe(row.fileName) ? 'probe' : 'file';
  const fields = machineFields(row, type);
  return {
    subject: `${WORDS[status].subject} (${row.documentId.slice(0, 8)})`,
    machineText: JSON.stringify(fields),
    emailText: emailTextOf(fields),
    attributes: {
      type,
      status,
      fileType: row.fileType ?? 'application/octet-stream',
      audience: row.audience ?? 'all',
      ...(row.reasonCode && { reasonCode: row.reasonCode }),
    },
  };
}

function machineFields(row: FileRow, type: string) {
  return {
    schemaVersion: 1,
    notificationId: notificationIdOf(row),
    type,
    documentId: row.documentId,
    revision: row.revision,
    bucketName: row.bucketName,
    fileName: row.fileName,
    versionId: row.versionId,
    status: row.status,
    reasonCode: row.reasonCode ?? null,
    reason: row.reason ?? null,
    fileType: row.fileType ?? null,
    fileSize: row.fileSize ?? null,
    lineCount: row.lineCount ?? null,
    wordCount: row.wordCount ?? null,
    recordCount: row.recordCount ?? null,
    processedAt: row.processedAt ?? null,
    reportKey: reportKeyOf(row.documentId),
    ...orderFields(row),
    text: summary(row),
  };
}

/** Only where the file was read as one of orders, and only what there is. */
function orderFields({ details = {} }: FileRow): Record<string, Json> {
  const names = ['orderCount', 'invalidOrderCount', 'totals', 'errorCount', 'errors'];
  if (details['orderCount'] === undefined) return {};
  return Object.fromEntries(
    names.flatMap((name) => (details[name] === undefined ? [] : [[name, inFixedOrder(details[name])]])),
  ) as Record<string, Json>;
}

/** One line, with everything in it made safe. */
function summary(row: FileRow): string {
  const sentence = `${displayName(row.fileName)} ${WORDS[row.status as TerminalStatus].sentence}`;
  if (row.reasonCode) return `${sentence}: ${row.reasonCode}. ${displayText(row.reason ?? '')}`.trim();
  if (row.status === 'DELETED') return `${sentence}.`;
  const orders = ordersSentence({ ...row, ...orderFields(row) });
  if (orders !== undefined) return orders;
  return `${sentence}: ${counts(row).join(', ')}.`;
}

function counts(row: FileRow): string[] {
  const count = (value: number | undefined, one: string) =>
    value === undefined ? [] : [`${value} ${one}${value === 1 ? '' : 's'}`];
  return [
    ...count(row.recordCount, 'record'),
    ...count(row.lineCount, 'line'),
    ...count(row.wordCount, 'word'),
  ];
}
