import { describe, expect, test } from '@jest/globals';
import { runDays } from '../../../../lambda/core/daily-report/run-days.ts';
import type { DailyReport } from '../../../../lambda/core/daily-report/report-types.ts';
import {
  createDailyWorld,
  DAY_IN_MS,
  MINUTE_IN_MS,
  rowOf,
  type DailyWorld,
} from '../../../support/daily-world.ts';
import { orCrash } from '../../../support/upkeep-world.ts';
import { FAULTS, passLease } from '../../../support/world.ts';

const YESTERDAY = '2026-11-20';
const KEYS = ['csv', 'html', 'json'].map((kind) => `daily-reports/${YESTERDAY}.${kind}`);

const run = (world: DailyWorld, day?: string) => runDays(world.dailyRun(), day === undefined ? {} : { day });
const idsOf = (world: DailyWorld) =>
  world.notices.published.map(
    ({ machineText }) => (JSON.parse(machineText) as { notificationId: string }).notificationId,
  );
const bodies = (world: DailyWorld) =>
  new Map([...world.reports.objects].map(([key, body]) => [key, body.toString()]));
const jsonOf = (world: DailyWorld, day: string) =>
  JSON.parse(String(world.reports.objects.get(`daily-reports/${day}.json`))) as DailyReport;
const done = (days: readonly { day: string; done: string }[]) =>
  days.map(({ day, done: how }) => [day.slice(8), how]);

function withRows(count = 3, today = '2026-11-21'): DailyWorld {
  const world = createDailyWorld(today);
  for (let number = 0; number < count; number++) world.table.load(rowOf(YESTERDAY, number));
  return world;
}

describe('the report of yesterday', () => {
  test('stands as three objects, is announced once, and is left alone by the next run', async () => {
    const world = withRows();
    const { days, yesterdayStands } = await run(world);
    expect(done(days)).toEqual([
      ['20', 'written'],
      ...['19', '18', '17', '16', '15', '14'].map((day) => [day, 'empty']),
    ]);
    expect(yesterdayStands).toBe(true);
    expect([...world.reports.objects.keys()].sort()).toEqual(KEYS);
    expect(jsonOf(world, YESTERDAY)).toMatchObject({
      schemaVersion: 1,
      revision: 1,
      total: 3,
      byStatus: { PROCESSED: 3 },
    });
    expect(world.notices.published).toEqual([
      {
        subject: 'Daily report 2026-11-20',
        machineText: expect.any(String),
        emailText: expect.stringContaining('On 2026-11-20 (UTC) 3 files were finished: 3 processed.'),
        attributes: { type: 'daily-report', audience: 'all' },
      },
    ]);
    const writes = world.reports.writes.length;
    world.clock.advance(MINUTE_IN_MS);
    expect(done((await run(world)).days)[0]).toEqual(['20', 'unchanged']);
    expect(world.reports.writes).toHaveLength(writes);
    expect(world.notices.published).toHaveLength(1);
    expect(world.book.items.get(YESTERDAY)).toMatchObject({ revision: 1, notification: 'SENT' });
    expect(world.book.items.get(YESTERDAY)).not.toHaveProperty('leaseUntil');
  });

  test('the message has the fields that machines are promised', async () => {
    const world = withRows();
    await run(world);
    expect(JSON.parse(world.notices.published[0]?.machineText ?? '')).toEqual({
      schemaVersion: 1,
      notificationId: 'daily-report-2026-11-20-1',
      type: 'daily-report',
      day: YESTERDAY,
      revision: 1,
      total: 3,
      byStatus: { PROCESSED: 3, REJECTED: 0, FAILED: 0, DELETED: 0 },
      reportKey: 'daily-reports/2026-11-20.json',
      csvKey: 'daily-reports/2026-11-20.csv',
      htmlKey: 'daily-reports/2026-11-20.html',
      text: 'On 2026-11-20 (UTC) 3 files were finished: 3 processed.',
    });
  });

  test('of an empty day says that it is empty', async () => {
    const world = withRows(0);
    expect(done((await run(world)).days)[0]).toEqual(['20', 'written']);
    expect(jsonOf(world, YESTERDAY)).toMatchObject({
      total: 0,
      sizeInBytes: { count: 0, p50: null, max: null },
    });
    expect(world.notices.published[0]?.emailText).toContain('no file was finished');
    expect(done((await run(world)).days)[0]).toEqual(['20', 'unchanged']);
  });

  test('gets the next revision under the same keys when a row comes late', async () => {
    const world = withRows();
    await run(world);
    world.table.load(rowOf(YESTERDAY, 3));
    world.clock.advance(DAY_IN_MS);
    const { days } = await run(world);
    expect(done(days).slice(0, 3)).toEqual([
      ['21', 'written'],
      ['20', 'written'],
      ['19', 'empty'],
    ]);
    expect(jsonOf(world, YESTERDAY)).toMatchObject({ revision: 2, total: 4 });
    expect(world.reports.objects.get(KEYS[1] ?? '')?.toString()).toContain('Revision 2.');
    expect(idsOf(world)).toEqual([
      'daily-report-2026-11-20-1',
      'daily-report-2026-11-21-1',
      'daily-report-2026-11-20-2',
    ]);
  });

  test('has the same bytes when the bookkeeping is lost', async () => {
    const world = withRows();
    await run(world);
    const first = bodies(world);
    const writes = world.reports.writes.length;
    world.book.items.clear();
    expect(done((await run(world)).days)[0]).toEqual(['20', 'written']);
    expect(bodies(world)).toEqual(first);
    expect(world.reports.writes).toHaveLength(writes);
    expect(idsOf(world)).toEqual(['daily-report-2026-11-20-1', 'daily-report-2026-11-20-1']);
  });

  test('has the same bytes when everything is lost', async () => {
    const [one, other] = [withRows(200), withRows(200)];
    await run(one);
    await run(other);
    expect(bodies(other)).toEqual(bodies(one));
  });

  test('waits after midnight until the last rows of the day can be seen', async () => {
    const world = withRows();
    world.clock.advance(-5 * MINUTE_IN_MS + 2_000);
    await run(world);
    expect(world.clock.sleeps).toEqual([58_000]);
    await run(world);
    expect(world.clock.sleeps).toHaveLength(1);
  });

  test('replaces rubbish that somebody put in its place', async () => {
    for (const rubbish of [
      '',
      'null',
      '[]',
      '{"schemaVersion":1,"revision":1e300,"total":"x"}',
      '{"schemaVersion":1,"revision":4,"total":1,"daysBefore":[null,{"day":"x"}]}',
    ]) {
      const world = withRows();
      for (const key of KEYS) await world.reports.putIfAbsent(key, Buffer.from(rubbish));
      expect((await run(world)).errors).toEqual([]);
      expect(jsonOf(world, YESTERDAY)).toMatchObject({ total: 3, daysBefore: [] });
    }
  });
});

describe('days before', () => {
  test('are told as their stored reports tell them', async () => {
    const world = withRows(4);
    for (const number of [1, 2]) world.table.load(rowOf('2026-11-19', number));
    await run(world, '2026-11-19');
    await run(world);
    expect(jsonOf(world, YESTERDAY).daysBefore).toEqual([
      {
        day: '2026-11-19',
        revision: 1,
        total: 2,
        byStatus: { PROCESSED: 2, REJECTED: 0, FAILED: 0, DELETED: 0 },
        durationP95InMs: 502,
      },
    ]);
    expect(world.notices.published[1]?.emailText).toContain('this day has 100 % more');
  });

  test('three missed ones are caught up, also an empty one among them', async () => {
    const world = createDailyWorld('2026-11-18');
    await run(world);
    for (const day of ['2026-11-18', YESTERDAY]) world.table.load(rowOf(day, 1));
    world.clock.advance(3 * DAY_IN_MS);
    expect(done((await run(world)).days)).toEqual([
      ['20', 'written'],
      ['19', 'written'],
      ['18', 'written'],
      ['17', 'unchanged'],
      ['16', 'empty'],
      ['15', 'empty'],
      ['14', 'empty'],
    ]);
    expect(jsonOf(world, '2026-11-19').total).toBe(0);
    const writes = world.reports.writes.length;
    await run(world);
    expect(world.reports.writes).toHaveLength(writes);
  });

  test('one with rows is caught up although no report is older', async () => {
    const world = withRows(1);
    world.table.load(rowOf('2026-11-15', 1));
    expect(done((await run(world)).days).filter(([, how]) => how === 'written')).toEqual([
      ['20', 'written'],
      ['15', 'written'],
    ]);
  });

  test('a single day is reported when somebody asks, even an old and empty one', async () => {
    const world = withRows();
    const { days, yesterdayStands } = await run(world, '2020-02-29');
    expect(done(days)).toEqual([['29', 'written']]);
    expect(yesterdayStands).toBeUndefined();
  });
});

describe('trouble', () => {
  test('two runs at once make one report and one message', async () => {
    const world = withRows(50);
    const both = await Promise.all([run(world), run(world)]);
    expect(both.flatMap(({ errors }) => errors)).toEqual([]);
    expect(both.flatMap(({ days }) => days.filter((one) => one.done === 'written'))).toHaveLength(1);
    expect(idsOf(world)).toEqual(['daily-report-2026-11-20-1']);
    expect(world.reports.writes).toHaveLength(3);
  });

  test('days that there is no time for are left, and taken by the next run', async () => {
    const world = withRows();
    world.table.load(rowOf('2026-11-17', 1));
    world.before.set('publish', async () => world.clock.advance(290_000));
    const { days, left } = await run(world);
    expect(done(days)).toEqual([['20', 'written']]);
    expect(left).toHaveLength(6);
    world.before.clear();
    expect((await run(world)).left).toEqual([]);
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

  const CALLS = [
    'read',
    'byDay',
    'take',
    'get',
    ...Array<string>(7).fill('get'),
    'putIfAbsent',
    'putIfAbsent',
    'putIfAbsent',
    'commit',
    'publish',
    'markSent',
  ];

  test('the calls of one day, in this order', async () => {
    const world = withRows();
    await run(world, YESTERDAY);
    expect(world.calls).toEqual(CALLS);
  });

  test.each(CALLS.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then the report stands whole and is announced',
    async (fault, call, at) => {
      const world = withRows();
      const clean = withRows();
      await run(clean, YESTERDAY);
      world.faults.set(at, fault);
      const end = await orCrash(() => run(world, YESTERDAY));
      world.faults.clear();
      if (fault.startsWith('crash')) {
        expect(end).toBe('crashed');
        passLease(world);
      }
      expect((await run(world, YESTERDAY)).errors).toEqual([]);
      expect(bodies(world)).toEqual(bodies(clean));
      expect(world.book.items.get(YESTERDAY)).toEqual(clean.book.items.get(YESTERDAY));
      const twice =
        (call === 'publish' && fault.endsWith('after')) || (call === 'markSent' && fault.endsWith('before'));
      expect(idsOf(world)).toEqual(Array(twice ? 2 : 1).fill('daily-report-2026-11-20-1'));
      expect(new Set(world.notices.published.map(({ machineText }) => machineText)).size).toBe(1);
    },
  );

  test.each(CALLS.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then a late row: bookkeeping, objects and the last message agree',
    async (fault, _call, at) => {
      const world = withRows();
      world.faults.set(at, fault);
      await orCrash(() => run(world, YESTERDAY));
      world.faults.clear();
      world.table.load(rowOf(YESTERDAY, 77));
      passLease(world);
      await run(world, YESTERDAY);
      const { revision, rowsHash, total } = jsonOf(world, YESTERDAY);
      expect(total).toBe(4);
      expect(world.book.items.get(YESTERDAY)).toMatchObject({ revision, rowsHash, notification: 'SENT' });
      expect(idsOf(world).at(-1)).toBe(`daily-report-2026-11-20-${revision}`);
      const contents = new Map(world.notices.published.map(({ machineText }) => [machineText, 1]));
      expect(contents.size).toBe(new Set(idsOf(world)).size);
    },
  );

  test('an error of one day does not keep the others from their reports', async () => {
    const world = withRows();
    world.table.load(rowOf('2026-11-18', 1));
    const at = 7 + 1;
    world.faults.set(at, 'error before');
    const { days, errors, yesterdayStands } = await run(world);
    expect(errors.map(({ day }) => day)).toEqual([YESTERDAY]);
    expect(yesterdayStands).toBe(false);
    expect(done(days)).toContainEqual(['18', 'written']);
  });
});
