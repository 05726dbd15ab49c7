// Days as texts: YYYY-MM-DD, always UTC.

const DAY_IN_MS = 24 * 60 * 60 * 1000;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The UTC day of a time in epoch milliseconds. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Epoch milliseconds of its first moment. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

export function daysBack(day: string, days: number): string {
  return dayOf(startOf(day) - days * DAY_IN_MS);
}

/** True for days that the calendar has, so not for 2026-02-30. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !DAY.test(text)) return false;
  const start = startOf(text);
  return !Number.isNaN(start) && dayOf(start) === text;
}

/** The 7 days before this one, newest first. */
export function weekBefore(day: string): string[] {
  return [1, 2, 3, 4, 5, 6, 7].map((back) => daysBack(day, back));
}
