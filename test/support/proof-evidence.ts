// Evidence of a kept promise, to be broken in one place by each test of the checker.
import type { Evidence, Row } from '../../scripts/prove/checker.ts';

export const ROW: Row = {
  documentId: 'd1',
  bucketName: 'source',
  fileName: 'notes.txt',
  versionId: 'v1',
  eTag: 'e1',
  status: 'PROCESSED',
  wordCount: 2,
  processedAt: '2026-11-21T10:00:00.000Z',
  revision: 1,
  notification: 'SENT',
  audience: 'all',
};
const TOLD = [
  'documentId',
  'revision',
  'bucketName',
  'fileName',
  'versionId',
  'status',
  'wordCount',
  'processedAt',
];
const REPORTED = [...TOLD, 'eTag'];

const pick = (row: Row, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, row[name]]));
/** Everything that has no value is null, as the report and the message tell it. */
const nulls = Object.fromEntries(
  'checksum sequencer fileType fileSize reasonCode reason lineCount recordCount details uploadedAt processedDay releaseHash'
    .split(' ')
    .map((name) => [name, null]),
);
export const reportOf = (row: Row) => JSON.stringify({ ...nulls, ...pick(row, REPORTED) });
export const messageOf = (row: Row) => ({
  text: JSON.stringify({
    notificationId: `${String(row.documentId)}-${String(row.revision)}`,
    ...nulls,
    ...pick(row, TOLD),
  }),
  attributes: { audience: String(row.audience) },
});

export const VERSION: Evidence['versions'][number] = {
  documentId: 'd1',
  versionId: 'v1',
  eTag: 'e1',
  content: 'good',
  isPurged: false,
  revision: 1,
  doublings: 0,
  reads: 1,
  earlier: new Map(),
};

export function evidence(row: Row = ROW, more: Partial<Evidence> = {}): Evidence {
  return {
    versions: [VERSION],
    rows: [row],
    reports: new Map([['processed/d1.json', reportOf(row)]]),
    messages: [messageOf(row)],
    queued: 0,
    parked: 0,
    deaths: 0,
    foreign: 0,
    isLossy: false,
    excessSends: 0,
    faults: 0,
    orders: { files: new Map(), normalized: new Map(), events: [] },
    ...more,
  };
}

export const version = (more: Partial<typeof VERSION>) => ({ versions: [{ ...VERSION, ...more }] });
