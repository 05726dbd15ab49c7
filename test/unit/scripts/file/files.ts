// Rows for the tests of the operator's view.
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import type { Files } from '../../../../scripts/lib/file/verb.ts';
import { createMemoryFilesTable } from '../../../support/fakes/memory-files-table.ts';

export function filesOf(...rows: FileRow[]): Files {
  const table = createMemoryFilesTable(rows);
  return { index: table, table, environmentName: 'dev', today: '2026-11-21' };
}

let count = 0;

/** A finished, announced file; every one has another documentId. */
export function fileRow(more: Partial<FileRow> = {}): FileRow {
  const processedAt = more.processedAt ?? '2026-11-21T10:00:01.500Z';
  const documentId = `${(count++ % 16).toString(16)}0000000-0000-8000-8000-${String(count).padStart(12, '0')}`;
  return {
    documentId,
    bucketName: 'source',
    fileName: 'orders.csv',
    versionId: `v${count}`,
    eTag: 'abc',
    status: 'PROCESSED',
    fileType: 'text/csv',
    fileSize: 1_234_567,
    lineCount: 11,
    wordCount: 40,
    recordCount: 10,
    details: { delimiter: ';', columns: ['a', 'b'] },
    uploadedAt: '2026-11-21T10:00:00.000Z',
    processedAt,
    processedDay: processedAt.slice(0, 10),
    daySlot: `${processedAt.slice(0, 10)}#${documentId.slice(0, 1)}`,
    attempt: 1,
    redriveRounds: 0,
    revision: 1,
    notification: 'SENT',
    audience: 'all',
    releaseHash: 'f'.repeat(64),
    ...more,
  };
}

/** A file in work, or waiting. */
export function openRow(more: Partial<FileRow> = {}): FileRow {
  const { documentId, bucketName, fileName, versionId, uploadedAt } = fileRow(more);
  return {
    documentId,
    bucketName,
    fileName,
    versionId,
    uploadedAt,
    status: 'PROCESSING',
    attempt: 2,
    redriveRounds: 1,
    revision: 1,
    token: 'secret-token',
    leaseUntil: '2026-11-21T10:05:00.000Z',
    nextTryAt: '2026-11-21T16:00:00.000Z',
    openShard: documentId.slice(0, 1),
    ...more,
  };
}
