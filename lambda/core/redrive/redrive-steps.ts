// The conditional writes of redrive. Rounds are pinned to what the message names, so that no round is used up that nobody ran.
import type { FileRow } from '../file-row.ts';
import { MAX_REDRIVE_DELAY_IN_SECONDS, REDRIVE_DELAY_FACTOR, RESERVATION_IN_MS } from '../limits.ts';
import { free, inWork, iso, ownership, type Owner } from '../row-steps.ts';
import { and, equals, type Condition, type RowWrite } from '../row-write.ts';

/** A row in one of its rounds. */
export type Generation = Pick<FileRow, 'documentId' | 'revision' | 'redriveRounds'>;

const stillIn = ({ revision, redriveRounds }: Generation): Condition =>
  and(equals('revision', revision), equals('redriveRounds', redriveRounds));

/** Counts one more round, before its message is sent. */
export function countRound(generation: Generation): RowWrite {
  return {
    documentId: generation.documentId,
    step: 'count-round',
    condition: and(inWork, stillIn(generation)),
    add: { redriveRounds: 1 },
  };
}

/** Takes the row to give the file up; nothing is read, so no attempt is counted. */
export function claimToFail(generation: Generation, owner: Owner): RowWrite {
  const { documentId } = generation;
  return {
    documentId,
    step: 'claim-to-fail',
    condition: and(inWork, free(owner.now), stillIn(generation)),
    set: ownership(documentId, owner),
  };
}

/** Gives such a row back after an error: there is no attempt to give back. */
export function releaseUncounted(documentId: string, { token, now }: Owner): RowWrite {
  return {
    documentId,
    step: 'release',
    condition: and(inWork, equals('token', token)),
    set: { nextTryAt: iso(now + RESERVATION_IN_MS) },
    remove: ['token', 'leaseUntil'],
  };
}

/** min(900, first x 4^round) seconds. */
export function roundDelay(firstInSeconds: number, round: number): number {
  return Math.min(MAX_REDRIVE_DELAY_IN_SECONDS, firstInSeconds * REDRIVE_DELAY_FACTOR ** round);
}
