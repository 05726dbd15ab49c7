// `npm run file -- status KEY`: everything about the newest version of a file.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { drawTable } from './draw-table.ts';
import { ordersKeyFor, reportKeyFor, toRecord } from './file-record.ts';
import { findNewest } from './look-up.ts';
import {
  showCount,
  showDetails,
  showDuration,
  showNotification,
  showOptional,
  showReason,
  showRevision,
  showSize,
  showStatus,
} from './show-row.ts';
import { showText } from './show-text.ts';
import { isForgotten } from './tombstone.ts';
import type { Verb } from './verb.ts';

export const status: Verb = {
  usage: 'status <key>',
  description: 'everything about the newest version of a file',
  options: [],
  run: async (files, key) => {
    const row = await findNewest(files, key);
    return { json: toRecord(row), text: describeRow(row) };
  },
};

/** Everything about one row, as a table. */
export function describeRow(row: FileRow): string {
  return drawTable({ rows: factsOf(row) });
}

function factsOf(row: FileRow): [string, string][] {
  return [
    ['File', showText(row.fileName)],
    ['Bucket', showText(row.bucketName)],
    ['Version', showText(row.versionId)],
    ['Status', showStatus(row)],
    ['Reason', showReason(row)],
    ['Type', showOptional(row.fileType)],
    ['Size', showSize(row.fileSize)],
    ['Records', showCount(row.recordCount)],
    ['Lines', showCount(row.lineCount)],
    ['Words', showCount(row.wordCount)],
    ['Details', showDetails(row.details)],
    ['Uploaded', row.uploadedAt],
    [isForgotten(row) ? 'Forgotten' : 'Processed', showOptional(row.processedAt)],
    ['Took', showDuration(row)],
    ...workOf(row),
    ['Notification', showNotification(row)],
    ['Report key', showOptional(reportKeyFor(row))],
    ...ordersOf(row),
    ['ETag', showOptional(row.eTag)],
    ['Checksum', showOptional(row.checksum)],
    ['Revision', showRevision(row)],
    ['Document id', row.documentId],
  ];
}

/** Where the accepted orders are. */
function ordersOf(row: FileRow): [string, string][] {
  const key = ordersKeyFor(row);
  return key === undefined ? [] : [['Orders key', key]];
}

/** How often it was tried, and what comes next while it is open. */
function workOf(row: FileRow): [string, string][] {
  const facts: [string, string][] = [['Attempt', String(row.attempt)]];
  if (row.redriveRounds > 0) facts.push(['Redrive rounds', String(row.redriveRounds)]);
  if (row.token !== undefined) facts.push(['In work until', showOptional(row.leaseUntil)]);
  if (row.nextTryAt !== undefined) facts.push(['Looked after at', row.nextTryAt]);
  return facts;
}
