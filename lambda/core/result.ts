// How the handling of one file by one delivery ended, and when a returned item comes back.
import type { FileRow } from './file-row.ts';
import { MAX_BUSY_DELAY_IN_SECONDS, MAX_RETRY_DELAY_IN_SECONDS } from './limits.ts';

/**
 * `acknowledge`: nothing is left to do for this message. `finished` says that this delivery announced the row, `duplicate` that it found it announced,
 * `vanished` that no version of the file is left that the event could mean.
 * `takenOver` says that the row it announced had been committed by another delivery.
 * `return`: the message must come again after so many seconds, even after `finished`, when it may be about another version, too.
 */
export type Result =
  | { action: 'acknowledge'; why: 'finished'; row: FileRow; takenOver?: true }
  | { action: 'acknowledge'; why: 'duplicate' | 'vanished' }
  | {
      action: 'return';
      why: 'busy' | 'superseded' | 'replay-next' | 'not-started' | 'unknown-message';
      delayInSeconds: number;
    }
  | { action: 'return'; why: 'finished'; row: FileRow; delayInSeconds: number }
  | { action: 'return'; why: 'error'; delayInSeconds: number; error: unknown };

/** min(900, first x 3^(receives - 1)) seconds. */
export function backOff(firstInSeconds: number, receives: number): number {
  return Math.min(MAX_RETRY_DELAY_IN_SECONDS, firstInSeconds * 3 ** (Math.max(1, receives) - 1));
}

/** A row leased by somebody else: visible again after the rest of the lease, at most a minute. */
export function busy(row: FileRow | undefined, now: number): Result {
  const rest = row?.leaseUntil === undefined ? 0 : Date.parse(row.leaseUntil) - now;
  const delayInSeconds = Math.min(MAX_BUSY_DELAY_IN_SECONDS, Math.max(1, Math.ceil(rest / 1000)));
  return { action: 'return', why: 'busy', delayInSeconds };
}
