// The days before, as their stored reports tell them; what is stored may have been written by anybody and is judged field by field.
import type { StoredReports } from './daily-ports.ts';
import { isDay, weekBefore } from './days.ts';
import { jsonKeyOf } from './keys.ts';
import { type ByStatus, type DailyReport, type DayBefore, STATUSES } from './report-types.ts';

/** What another run needs of a report that stands. */
export interface Standing extends Omit<DayBefore, 'day'> {
  rowsHash: string | undefined;
  daysBefore: DayBefore[];
}

type Found = { [Name in keyof DailyReport]?: unknown };

/** A stored report that can be understood; undefined for anything else: the next report replaces it. */
export function standingReport(body: Buffer | undefined): Standing | undefined {
  const found = body && objectIn(body);
  const counts = found?.schemaVersion === 1 ? countsOf(found) : undefined;
  if (!found || !counts) return undefined;
  return {
    ...counts,
    rowsHash: typeof found.rowsHash === 'string' ? found.rowsHash : undefined,
    daysBefore: (Array.isArray(found.daysBefore) ? found.daysBefore : []).flatMap(keptDayBefore),
  };
}

/** Newest first; days without a report are left out. Throws TryAgain. */
export async function readDaysBefore(stored: StoredReports, day: string): Promise<DayBefore[]> {
  const found = await Promise.all(
    weekBefore(day).map(async (before): Promise<DayBefore[]> => {
      const there = standingReport(await stored.read(jsonKeyOf(before)));
      if (!there) return [];
      const { revision, total, byStatus, durationP95InMs } = there;
      return [{ day: before, revision, total, byStatus, durationP95InMs }];
    }),
  );
  return found.flat();
}

function objectIn(body: Buffer): Found | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Somebody has put something else there.
    return undefined;
  }
}

function countsOf({ revision, total, byStatus, durationInMs }: Found): Omit<DayBefore, 'day'> | undefined {
  if (!isCount(revision) || !isCount(total)) return undefined;
  const given = Object(byStatus) as Partial<Record<string, unknown>>;
  const p95: unknown = (Object(durationInMs) as { p95?: unknown }).p95;
  return {
    revision,
    total,
    byStatus: Object.fromEntries(STATUSES.map((status) => [status, countOr(given[status], 0)])) as ByStatus,
    durationP95InMs: countOr(p95, null),
  };
}

function keptDayBefore(value: unknown): DayBefore[] {
  const found = Object(value) as Partial<Record<keyof DayBefore, unknown>>;
  const counts = countsOf({ ...found, durationInMs: { p95: found.durationP95InMs } });
  return counts && isDay(found.day) ? [{ day: found.day, ...counts }] : [];
}

function countOr<T>(value: unknown, otherwise: T): number | T {
  return isCount(value) ? value : otherwise;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
