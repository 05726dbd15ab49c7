// How far the minutes are told, and the message that is on its way: what one run keeps for the next.
import type { Notice } from '../ports.ts';
import { iso } from '../row-steps.ts';
import { MINUTE_IN_MS, minuteOf } from './minutes.ts';

const HOUR_IN_MS = 60 * MINUTE_IN_MS;
/** Counters live for a day; of minutes before that nobody knows whether they were noisy. */
const LONGEST_LOOK_BACK_IN_MS = 24 * HOUR_IN_MS;
/** Where a place was lost, or there never was one. */
const FIRST_LOOK_BACK_IN_MS = HOUR_IN_MS;
/** A minute is looked at so long after its end: by then late commits are done and the index shows them. */
const SETTLES_IN_MS = MINUTE_IN_MS;

export interface Progress {
  /** Beginning of the first minute that is not told; epoch milliseconds. */
  coveredUntil: number;
  /** Kept before it is sent, so that what is sent again is the same message. */
  pending?: Notice;
  isRestarted: boolean;
}

/** End of the last minute that can be told. */
export function closedUntil(now: number): number {
  return minuteOf(now - SETTLES_IN_MS);
}

/** Reads what the last run kept. What makes no sense is not used: then the last hour is looked at again. */
export function readProgress(state: unknown, now: number): Progress {
  const kept = typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
  const end = closedUntil(now);
  const time = typeof kept.coveredUntil === 'string' ? Date.parse(kept.coveredUntil) : Number.NaN;
  // A minute that the clock of another run saw closed is no rubbish yet.
  const isUsable = time <= end + HOUR_IN_MS;
  const pending = noticeOf(kept.pending);
  return {
    coveredUntil: isUsable
      ? Math.max(minuteOf(time), end - LONGEST_LOOK_BACK_IN_MS)
      : end - FIRST_LOOK_BACK_IN_MS,
    ...(pending && { pending }),
    isRestarted: state !== undefined && (!isUsable || (kept.pending !== undefined && !pending)),
  };
}

/** What is kept; it takes the place of what was kept before. */
export function stateOf({ coveredUntil, pending }: Progress): Record<string, string> {
  return { coveredUntil: iso(coveredUntil), ...(pending && { pending: JSON.stringify(pending) }) };
}

function noticeOf(value: unknown): Notice | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const notice = JSON.parse(value) as Partial<Notice> | null;
    const texts = [notice?.subject, notice?.machineText, notice?.emailText];
    const isWhole = texts.every((text) => typeof text === 'string') && typeof notice?.attributes === 'object';
    return isWhole ? (notice as Notice) : undefined;
  } catch {
    return undefined;
  }
}
