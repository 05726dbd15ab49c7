// One run of the daily report: yesterday and the six days before it, newest first, or the one day that somebody asked for.
import type { DailyRun } from './daily-ports.ts';
import { dayOf, daysBack, startOf, weekBefore } from './days.ts';
import { OutOfTime } from './read-day.ts';
import { type DayResult, reportDay } from './report-day.ts';

/** Rows of the last moment of a day are committed and reach the index some seconds later; a run at midnight waits for them. */
export const SETTLE_IN_MS = 60_000;

export interface DailyResult {
  days: DayResult[];
  /** Days that there was no time for; the next run takes them. */
  left: string[];
  errors: { day: string; error: unknown }[];
  /** Whether the report of the day before today stands and is announced; undefined when nobody asked for it. */
  yesterdayStands?: boolean;
}

/** Errors of one day do not keep the others from being reported. */
export async function runDays(run: DailyRun, { day }: { day?: string }): Promise<DailyResult> {
  const today = dayOf(run.clock.now());
  await settle(run, today);
  const result: DailyResult = { days: [], left: [], errors: [] };
  const days = day === undefined ? weekBefore(today) : [day];
  const isDue = day === undefined ? await dueWhenEmpty(run, days) : () => true;
  for (const one of days) {
    if (run.clock.now() >= run.deadlines.startBefore) result.left.push(one);
    else await add(result, one, () => reportDay(run, { day: one, evenEmpty: isDue(one) }));
  }
  const yesterday = daysBack(today, 1);
  if (days.includes(yesterday))
    result.yesterdayStands = stands(result.days.find((one) => one.day === yesterday));
  return result;
}

function stands(result: DayResult | undefined): boolean {
  return result?.done === 'written' || result?.done === 'unchanged';
}

async function settle({ clock }: DailyRun, today: string): Promise<void> {
  const early = startOf(today) + SETTLE_IN_MS - clock.now();
  if (early > 0) await clock.sleep(early);
}

/** An empty day gets a report when it is yesterday, or lies after a day that has one: a gap would look like a missing report. */
async function dueWhenEmpty(run: DailyRun, days: readonly string[]): Promise<(day: string) => boolean> {
  const [yesterday] = days;
  const entries = await Promise.all(
    days.map(async (day) => ((await run.book.read(day))?.revision === undefined ? [] : [day])),
  );
  const oldest = entries.flat().at(-1);
  return (day) => day === yesterday || (oldest !== undefined && day > oldest);
}

async function add(result: DailyResult, day: string, work: () => Promise<DayResult>): Promise<void> {
  try {
    result.days.push(await work());
  } catch (error) {
    if (error instanceof OutOfTime) result.left.push(day);
    else result.errors.push({ day, error });
  }
}
