// The row that is left of a forgotten version: terminal, announced to nobody, and without anything of the content.
import type { FileRow, RowAttribute } from '../../../lambda/core/file-row.ts';
import { inWork, iso } from '../../../lambda/core/row-steps.ts';
import { absent, equals, less, or, type RowWrite } from '../../../lambda/core/row-write.ts';

/**
 * The last revision that a message can name. Whatever a late message or an operator asks for is not later than this,
 * so process-file acknowledges it and redrive drops it, as they do for every announced row.
 */
const LAST_REVISION = Number.MAX_SAFE_INTEGER;

/** A message lives 14 days in one queue and 14 in the next; a tombstone must outlive them. */
const SHORTEST_LIFE_IN_SECONDS = 30 * 24 * 60 * 60;

/** What a tombstone must know: which version it is about, and where that stands among the others. */
export type Forgettable = Pick<
  FileRow,
  'documentId' | 'bucketName' | 'fileName' | 'versionId' | 'uploadedAt'
>;

/** Every attribute has its fate, so that a new one cannot be overlooked: the compiler asks for it. */
const FATE: Record<RowAttribute, 'kept' | 'set' | 'removed'> = {
  documentId: 'kept',
  bucketName: 'kept',
  fileName: 'kept',
  versionId: 'kept',
  uploadedAt: 'kept',
  sequencer: 'kept',
  expiresAt: 'kept',
  status: 'set',
  reason: 'set',
  processedAt: 'set',
  attempt: 'set',
  redriveRounds: 'set',
  revision: 'set',
  notification: 'set',
  // Hashes, size and type tell something of the content.
  eTag: 'removed',
  checksum: 'removed',
  fileType: 'removed',
  fileSize: 'removed',
  reasonCode: 'removed',
  lineCount: 'removed',
  wordCount: 'removed',
  recordCount: 'removed',
  details: 'removed',
  stagedKey: 'removed',
  // Without its day the row is in no daily report; without its shard nobody looks after it.
  processedDay: 'removed',
  daySlot: 'removed',
  openShard: 'removed',
  nextTryAt: 'removed',
  token: 'removed',
  leaseUntil: 'removed',
  audience: 'removed',
  releaseHash: 'removed',
};

const REMOVED = (Object.keys(FATE) as RowAttribute[]).filter((name) => FATE[name] === 'removed');

export function isForgotten({ revision }: Pick<FileRow, 'revision'>): boolean {
  return revision === LAST_REVISION;
}

/**
 * Its worker is writing the report and the message right now; a tombstone would not stop it. While it only reads it is stopped:
 * its commit finds the row terminal. `now` is epoch milliseconds.
 */
export function isBeingAnnounced(row: FileRow, now: number): boolean {
  return row.notification === 'PENDING' && (row.leaseUntil ?? '') >= iso(now);
}

/** Turns the row, or no row, into a tombstone; refused while it is being announced. `seen` is the row as it was read. */
export function tombstone(
  { documentId, bucketName, fileName, versionId, uploadedAt }: Forgettable,
  seen: FileRow | undefined,
  now: number,
): RowWrite {
  const expiresAt = seen?.expiresAt;
  return {
    documentId,
    step: 'forget',
    condition: or(absent('documentId'), inWork, equals('notification', 'SENT'), less('leaseUntil', iso(now))),
    set: {
      status: 'DELETED',
      reason: 'Forgotten at the request of the operator.',
      processedAt: iso(now),
      attempt: 0,
      redriveRounds: 0,
      revision: LAST_REVISION,
      notification: 'SENT',
      ...(expiresAt !== undefined && {
        expiresAt: Math.max(expiresAt, Math.floor(now / 1000) + SHORTEST_LIFE_IN_SECONDS),
      }),
    },
    setIfAbsent: { bucketName, fileName, versionId, uploadedAt },
    remove: REMOVED,
  };
}
