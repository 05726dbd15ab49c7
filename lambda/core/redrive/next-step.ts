// Step 9 of the protocol as a decision: from a consistent look at the row and from what the dead letter names.
import type { FileEvent } from '../file-event.ts';
import { isTerminal, type FileRow } from '../file-row.ts';
import { MAX_REDRIVE_ROUNDS } from '../limits.ts';

export type Step =
  | { do: 'create' | 'leave' | 'drop' }
  | { do: 'send'; why: 'unsent' | 'replay' | 'other-round'; revision: number; round: number }
  | { do: 'count' | 'give up'; row: FileRow }
  | { do: 'park'; reason: string };

type Named = Pick<FileEvent, 'revision' | 'round'>;

/** `now` is epoch milliseconds. */
export function nextStep(row: FileRow | undefined, letter: Named, now: number): Step {
  if (!row) return { do: 'create' };
  const isLeased = row.leaseUntil !== undefined && Date.parse(row.leaseUntil) >= now;
  if (isTerminal(row)) return row.notification === 'SENT' ? afterSent(row, letter) : unsent(isLeased, letter);
  if (row.token !== undefined && isLeased) return { do: 'leave' };
  return waiting(row, letter);
}

function unsent(isLeased: boolean, { revision, round }: Named): Step {
  return isLeased ? { do: 'leave' } : { do: 'send', why: 'unsent', revision, round };
}

/**
 * An announced row: the letter is used up, or it is the operator's request for the next revision, which is never used up by an older one.
 * A request for a revision beyond the next can wait for the one between, but not for ever.
 */
function afterSent(row: FileRow, { revision, round }: Named): Step {
  if (revision <= row.revision) return { do: 'drop' };
  if (revision === row.revision + 1) return { do: 'send', why: 'replay', revision, round };
  if (round < MAX_REDRIVE_ROUNDS) return { do: 'send', why: 'replay', revision, round: round + 1 };
  const reason = `The message asks for revision ${revision}, but the file is at revision ${row.revision}.`;
  return { do: 'park', reason };
}

/**
 * A row that nobody works on. A letter of another generation goes back in the row's own, not counted. A request for a later revision
 * counts rounds of the revision that is in its way: its number must come back, and it must not go round for ever.
 */
function waiting(row: FileRow, { revision, round }: Named): Step {
  const isThisGeneration = revision >= row.revision && round === row.redriveRounds;
  if (isThisGeneration) return { do: round < MAX_REDRIVE_ROUNDS ? 'count' : 'give up', row };
  return {
    do: 'send',
    why: 'other-round',
    revision: Math.max(revision, row.revision),
    round: row.redriveRounds,
  };
}
