// Two runs at once, too little time, rubbish in the bookkeeping.
import { describe, expect, test } from '@jest/globals';
import { runDays } from '../../../../lambda/core/daily-report/run-days.ts';
import { rowOf, YESTERDAY, runReport, idsOf, jsonOf, withRows, done } from '../../../support/daily-world.ts';

describe('trouble', () => {
  test('two runs at once make one report and one message', async () => {
    const world = withRows(50);
    const both = await Promise.all([runReport(world), runReport(world)]);
    expect(both.flatMap(({ errors }) => errors)).toEqual([]);
    expect(both.flatMap(({ days }) => days.filter((one) => one.done === 'written'))).toHaveLength(1);
    expect(idsOf(world)).toEqual(['daily-report-2026-11-20-1']);
    expect(world.reports.writes).toHaveLength(3);
  });

  test('days that there is no time for are left, and taken by the next run', async () => {
    const world = withRows();
    world.table.load(rowOf('2026-11-17', 1));
    world.before.set('publish', async () => world.clock.advance(290_000));
    const { days, left } = await runReport(world);
    expect(done(days)).toEqual([['20', 'written']]);
    expect(left).toHaveLength(6);
    world.before.clear();
    expect((await runReport(world)).left).toEqual([]);
    expect(jsonOf(world, '2026-11-17').total).toBe(1);
  });

  test('a day that takes too long to read is left without a trace', async () => {
    const world = withRows(1_200);
    const daily = world.dailyRun();
    const byDay = daily.index.byDay;
    daily.index = {
      byDay: async function* (day) {
        for await (const row of byDay(day)) {
          world.clock.advance(500);
          yield row;
        }
      },
    };
    const { left, errors, yesterdayStands } = await runDays(daily, {});
    expect([left.length, errors.length, yesterdayStands]).toEqual([7, 0, false]);
    expect(world.reports.objects.size).toBe(0);
  });

  test('an error of one day does not keep the others from their reports', async () => {
    const world = withRows();
    world.table.load(rowOf('2026-11-18', 1));
    const at = 7 + 1;
    world.faults.set(at, 'error before');
    const { days, errors, yesterdayStands } = await runReport(world);
    expect(errors.map(({ day }) => day)).toEqual([YESTERDAY]);
    expect(yesterdayStands).toBe(false);
    expect(done(days)).toContainEqual(['18', 'written']);
  });
});
