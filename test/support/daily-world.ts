// A world in memory around the daily report: rows of days, bookkeeping, objects and messages, and faults at any call.
import { createHash } from 'node:crypto';
import type { DailyRun } from '../../lambda/core/daily-report/daily-ports.ts';
import type { DailyReport } from '../../lambda/core/daily-report/report-types.ts';
import { runDays } from '../../lambda/core/daily-report/run-days.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { deadlinesOf } from '../../lambda/core/run.ts';
import { committedRow } from './events.ts';
import { createMemoryDayBook, type MemoryDayBook } from './fakes/memory-day-book.ts';
import { createWorld, INVOCATION_IN_MS, LEASE_MARGIN_IN_MS, watched, type World } from './world.ts';

export interface DailyWorld extends World {
  book: MemoryDayBook;
  dailyRun(): DailyRun;
}

export const MINUTE_IN_MS = 60_000;
export const DAY_IN_MS = 24 * 60 * MINUTE_IN_MS;

/** It is `today`, five minutes after midnight. */
export function createDailyWorld(today = '2026-11-21'): DailyWorld {
  const base = createWorld();
  base.clock.advance(Date.parse(`${today}T00:05:00.000Z`) - base.clock.now());
  const world: DailyWorld = Object.assign(base, {
    book: createMemoryDayBook(),
    dailyRun: () => dailyRunOf(world),
  });
  return world;
}

function dailyRunOf(world: DailyWorld): DailyRun {
  const { newToken } = world.run();
  const { read, take, commit, markSent, release } = world.book;
  const begin = watched(world, { byDay: async () => undefined }, (method) => method);
  const times = { now: world.clock.now(), remainingInMs: INVOCATION_IN_MS };
  return {
    index: {
      byDay: async function* (day) {
        await begin.byDay();
        yield* world.table.byDay(day);
      },
    },
    book: watched(world, { read, take, commit, markSent, release }, (method) => method),
    reports: watched(world, world.reports, (method) => method),
    stored: storedOf(world),
    notices: watched(world, world.notices, (method) => method),
    clock: world.clock,
    newToken,
    deadlines: deadlinesOf(times, () => new AbortController().signal),
    leaseMarginInMs: LEASE_MARGIN_IN_MS,
  };
}

function storedOf(world: DailyWorld): DailyRun['stored'] {
  const stored = { read: async (key: string) => world.reports.objects.get(key) };
  return watched(world, stored, () => 'get');
}

/** A finished file of this day; the same number gives the same row. */
export function rowOf(day: string, number: number, more: Partial<FileRow> = {}): FileRow {
  const hex = createHash('sha256').update(`${day} ${number}`).digest('hex');
  const documentId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  const processed = Date.parse(`${day}T00:00:00.000Z`) + ((number * 977_777) % DAY_IN_MS);
  const processedAt = new Date(processed).toISOString();
  return committedRow({
    documentId,
    fileName: `file-${number}.csv`,
    uploadedAt: new Date(processed - 500 - number).toISOString(),
    processedAt,
    processedDay: day,
    daySlot: `${day}#${documentId.slice(0, 1)}`,
    fileSize: 100 + number,
    notification: 'SENT',
    ...more,
  });
}

export const YESTERDAY = '2026-11-20';

/** Runs the daily report, for one day when it is named. */
export const runReport = (world: DailyWorld, day?: string) =>
  runDays(world.dailyRun(), day === undefined ? {} : { day });

/** Ids of what was published, in order. */
export const idsOf = (world: DailyWorld) =>
  world.notices.published.map(
    ({ machineText }) => (JSON.parse(machineText) as { notificationId: string }).notificationId,
  );

/** The stored report of a day. */
export const jsonOf = (world: DailyWorld, day: string) =>
  JSON.parse(String(world.reports.objects.get(`daily-reports/${day}.json`))) as DailyReport;

/** A world with so many finished files of yesterday. */
export function withRows(count = 3, today = '2026-11-21'): DailyWorld {
  const world = createDailyWorld(today);
  for (let number = 0; number < count; number++) world.table.load(rowOf(YESTERDAY, number));
  return world;
}

/** The stored objects as texts. */
export const bodies = (world: DailyWorld) =>
  new Map([...world.reports.objects].map(([key, body]) => [key, body.toString()]));

/** Day of the month and what was done, for each day of a run. */
export const done = (days: readonly { day: string; done: string }[]) =>
  days.map(({ day, done: how }) => [day.slice(8), how]);
