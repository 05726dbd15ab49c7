// The conditional writes of the protocol, one function a step. Safety is the token in the condition; the lease only saves work.
//
//   claim ──► commit ──► mark            FREE: nobody owns the row, or the owner's lease is over
//     │          │                       open: has openShard and nextTryAt, until the notification is SENT
//     └ release  └ release (projection), take over
import { shardOf } from './document-id.ts';
import type { FileRow, RowAttribute } from './file-row.ts';
import { RESERVATION_IN_MS } from './limits.ts';
import { absent, and, differs, equals, less, or, type Condition, type RowWrite } from './row-write.ts';

/** Who writes, and when: the token of this attempt, its lease, the time. Times are epoch milliseconds. */
export interface Owner {
  token: string;
  now: number;
  leaseUntil: number;
}

/** ISO 8601 UTC with milliseconds. */
export function iso(epochInMs: number): string {
  return new Date(epochInMs).toISOString();
}

export const free = (now: number): Condition => or(absent('token'), less('leaseUntil', iso(now)));
export const inWork = equals('status', 'PROCESSING');
export const unsent = equals('notification', 'PENDING');

/** The lease of a row that was given back after its commit: over since ever. */
export const NO_LEASE = iso(0);

const RESULTS: readonly RowAttribute[] = [
  'fileType',
  'checksum',
  'reasonCode',
  'reason',
  'lineCount',
  'wordCount',
  'recordCount',
  'details',
  'stagedKey',
  'processedAt',
  'processedDay',
  'daySlot',
  'notification',
  'audience',
  'releaseHash',
  'expiresAt',
];

/** What a claim knows of the file before anything was read. */
export type FileFacts = Pick<FileRow, 'documentId' | 'bucketName' | 'fileName' | 'versionId' | 'uploadedAt'> &
  Partial<Pick<FileRow, 'eTag' | 'fileSize' | 'sequencer'>>;

export function ownership(documentId: string, { token, now, leaseUntil }: Owner): Partial<FileRow> {
  return {
    token,
    leaseUntil: iso(leaseUntil),
    nextTryAt: iso(now + RESERVATION_IN_MS),
    openShard: shardOf(documentId),
  };
}

/** Steps 9 and 10: a version without a row gets one that nobody works on yet. */
export function create({ documentId, ...facts }: FileFacts, now: number): RowWrite {
  return {
    documentId,
    step: 'create',
    condition: absent('documentId'),
    set: {
      ...facts,
      status: 'PROCESSING',
      attempt: 0,
      revision: 1,
      redriveRounds: 0,
      nextTryAt: iso(now + RESERVATION_IN_MS),
      openShard: shardOf(documentId),
    },
  };
}

/** Step 2: a row that nobody owns may be claimed, a terminal one never; a missing one is created. */
export function claim({ documentId, ...facts }: FileFacts, owner: Owner): RowWrite {
  return {
    documentId,
    step: 'claim',
    condition: or(absent('documentId'), and(inWork, free(owner.now))),
    set: { status: 'PROCESSING', ...ownership(documentId, owner) },
    setIfAbsent: { ...facts, revision: 1, redriveRounds: 0 },
    add: { attempt: 1 },
  };
}

/** Step 3: an announced row is opened again for exactly the next revision. */
export function openForReplay(
  { documentId, revision }: { documentId: string; revision: number },
  owner: Owner,
): RowWrite {
  return {
    documentId,
    step: 'open',
    condition: and(
      differs('status', 'PROCESSING'),
      equals('notification', 'SENT'),
      equals('revision', revision - 1),
    ),
    set: { status: 'PROCESSING', revision, attempt: 1, redriveRounds: 0, ...ownership(documentId, owner) },
    remove: RESULTS,
  };
}

/** Step 5: the whole result in one write, only by the owner; token, lease and nextTryAt stay. */
export function commit(documentId: string, token: string, result: Partial<FileRow>): RowWrite {
  return {
    documentId,
    step: 'commit',
    condition: and(inWork, equals('token', token)),
    set: { ...result, notification: 'PENDING' },
  };
}

/** Step 7: closes the row. The revision keeps a late marker from marking what was never published. */
export function markSent({ documentId, revision }: Pick<FileRow, 'documentId' | 'revision'>): RowWrite {
  return {
    documentId,
    step: 'mark',
    condition: and(unsent, equals('revision', revision)),
    set: { notification: 'SENT' },
    remove: ['token', 'leaseUntil', 'nextTryAt', 'openShard'],
  };
}

/** Step 8: takes a committed, unannounced row whose owner is gone. */
export function takeOver(
  { documentId, revision }: Pick<FileRow, 'documentId' | 'revision'>,
  owner: Owner,
): RowWrite {
  return {
    documentId,
    step: 'take-over',
    condition: and(unsent, equals('revision', revision), less('leaseUntil', iso(owner.now))),
    set: { token: owner.token, leaseUntil: iso(owner.leaseUntil) },
  };
}

/** Step 11 before the commit: the error is not held against the file. */
export function releaseClaim(documentId: string, { token, now }: Owner): RowWrite {
  return {
    documentId,
    step: 'release',
    condition: and(inWork, equals('token', token)),
    set: { nextTryAt: iso(now + RESERVATION_IN_MS) },
    add: { attempt: -1 },
    remove: ['token', 'leaseUntil'],
  };
}

/** Step 11 after the commit: the next delivery need not wait for the lease. */
export function releaseProjection(documentId: string, { token }: Owner): RowWrite {
  return {
    documentId,
    step: 'release-projection',
    condition: and(unsent, equals('token', token)),
    set: { leaseUntil: NO_LEASE },
  };
}
