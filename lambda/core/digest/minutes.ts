// The minutes of a storm: how many results each had, and whether its files are told one by one or in a digest.
import { TryAgain } from '../errors.ts';
import type { FilesTable } from '../ports.ts';
import { iso } from '../row-steps.ts';

export const MINUTE_IN_MS = 60 * 1000;
const DAY_IN_MS = 24 * 60 * MINUTE_IN_MS;

/** A minute is quiet from its first file when its counter holds this; no minute has so many results of its own. */
const QUIET_MARK = 1_000_000;

/** Beginning of the minute of a time; both epoch milliseconds. */
export function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_IN_MS) * MINUTE_IN_MS;
}

/** Name of the counter of a minute. */
export function counterOf(minute: number): string {
  return `file-messages#${iso(minute).slice(0, 16)}`;
}

/** Whether a minute with this counter has, or may have, files of which people were not told. */
export function isNoisy(value: number, emailThresholdPerMinute: number): boolean {
  return value > emailThresholdPerMinute;
}

/**
 * Counts one file in its minute and says who is to be told of it. Above the threshold people get digests instead, because SNS drops
 * e-mail subscriptions that are flooded. Whoever goes over the threshold marks the next minute as quiet, so that a storm that goes on
 * costs no further mails; without a storm in it that minute marks none.
 */
export async function countFile(
  table: Pick<FilesTable, 'count'>,
  { time, emailThresholdPerMinute }: { time: number; emailThresholdPerMinute: number },
): Promise<'all' | 'machines'> {
  const minute = minuteOf(time);
  const value = await table.count({ name: counterOf(minute), expiresAt: expiryOf(minute) });
  if (value % QUIET_MARK === emailThresholdPerMinute + 1) await markNext(table, minute + MINUTE_IN_MS);
  return isNoisy(value, emailThresholdPerMinute) ? 'machines' : 'all';
}

/** Without the mark the next minute has some mails of its own; that is no reason to put the file off. */
async function markNext(table: Pick<FilesTable, 'count'>, minute: number): Promise<void> {
  try {
    await table.count({ name: counterOf(minute), amount: QUIET_MARK, expiresAt: expiryOf(minute) });
  } catch (error) {
    if (!(error instanceof TryAgain)) throw error;
  }
}

/** Epoch seconds. */
function expiryOf(minute: number): number {
  return Math.floor((minute + DAY_IN_MS) / 1000);
}
