// The reservations of reconcile, step 10 of the protocol: a row that is due is put off first, then its message is sent.
import type { FileRow } from '../file-row.ts';
import { RESERVATION_IN_MS } from '../limits.ts';
import { free, inWork, iso, unsent } from '../row-steps.ts';
import { and, equals, less, type RowWrite } from '../row-write.ts';

/** A row that waits for a worker. `nextTryAt` is the one that was seen: of several reconcilers one wins. */
export function reserveOpen({ documentId, nextTryAt = '' }: FileRow, now: number): RowWrite {
  return {
    documentId,
    step: 'reserve-open',
    condition: and(inWork, equals('nextTryAt', nextTryAt), free(now)),
    set: { nextTryAt: iso(now + RESERVATION_IN_MS) },
  };
}

/** A row with a verdict that nobody announced. Its status is never touched. */
export function reserveUnsent({ documentId, revision, nextTryAt = '' }: FileRow, now: number): RowWrite {
  return {
    documentId,
    step: 'reserve-unsent',
    condition: and(
      unsent,
      equals('revision', revision),
      equals('nextTryAt', nextTryAt),
      less('leaseUntil', iso(now)),
    ),
    set: { nextTryAt: iso(now + RESERVATION_IN_MS) },
  };
}
