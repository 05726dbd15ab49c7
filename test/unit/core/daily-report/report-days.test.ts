// What the daily report does with the days that are over.
import { describe, expect, test } from '@jest/globals';
import {
  createDailyWorld,
  DAY_IN_MS,
  MINUTE_IN_MS,
  rowOf,
  YESTERDAY,
  runReport,
  idsOf,
  jsonOf,
  withRows,
  bodies,
  done,
} from '../../../support/daily-world.ts';

const KEYS = ['csv', 'html', 'json'].map((kind) => `daily-reports/${YESTERDAY}.${kind}`);

describe('the report of yesterday', () => {
  test('stands as three objects, is announced once, and is left alone by the next run', async () => {
    const world = withRows();
    const { days, yesterdayStands } = await runReport(world);
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
    expect(done((await runReport(world)).days)[0]).toEqual(['20', 'unchanged']);
    expect(world.reports.writes).toHaveLength(writes);
    expect(world.notices.published).toHaveLength(1);
    expect(world.book.items.get(YESTERDAY)).toMatchObject({ revision: 1, notification: 'SENT' });
    expect(world.book.items.get(YESTERDAY)).not.toHaveProperty('leaseUntil');
  });

  test('the message has the fields that machines are promised', async () => {
    const world = withRows();
    await runReport(world);
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
    expect(done((await runReport(world)).days)[0]).toEqual(['20', 'written']);
    expect(jsonOf(world, YESTERDAY)).toMatchObject({
      total: 0,
      sizeInBytes: { count: 0, p50: null, max: null },
    });
    expect(world.notices.published[0]?.emailText).toContain('no file was finished');
    expect(done((await runReport(world)).days)[0]).toEqual(['20', 'unchanged']);
  });

  test('gets the next revision under the same keys when a row comes late', async () => {
    const world = withRows();
    await runReport(world);
    world.table.load(rowOf(YESTERDAY, 3));
    world.clock.advance(DAY_IN_MS);
    const { days } = await runReport(world);
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
    await runReport(world);
    const first = bodies(world);
    const writes = world.reports.writes.length;
    world.book.items.clear();
    expect(done((await runReport(world)).days)[0]).toEqual(['20', 'written']);
    expect(bodies(world)).toEqual(first);
    expect(world.reports.writes).toHaveLength(writes);
    expect(idsOf(world)).toEqual(['daily-report-2026-11-20-1', 'daily-report-2026-11-20-1']);
  });

  test('has the same bytes when everything is lost', async () => {
    const [one, other] = [withRows(200), withRows(200)];
    await runReport(one);
    await runReport(other);
    expect(bodies(other)).toEqual(bodies(one));
  });

  test('waits after midnight until the last rows of the day can be seen', async () => {
    const world = withRows();
    world.clock.advance(-5 * MINUTE_IN_MS + 2_000);
    await runReport(world);
    expect(world.clock.sleeps).toEqual([58_000]);
    await runReport(world);
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
      expect((await runReport(world)).errors).toEqual([]);
      expect(jsonOf(world, YESTERDAY)).toMatchObject({ total: 3, daysBefore: [] });
    }
  });
});

describe('days before', () => {
  test('are told as their stored reports tell them', async () => {
    const world = withRows(4);
    for (const number of [1, 2]) world.table.load(rowOf('2026-11-19', number));
    await runReport(world, '2026-11-19');
    await runReport(world);
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
    await runReport(world);
    for (const day of ['2026-11-18', YESTERDAY]) world.table.load(rowOf(day, 1));
    world.clock.advance(3 * DAY_IN_MS);
    expect(done((await runReport(world)).days)).toEqual([
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
    await runReport(world);
    expect(world.reports.writes).toHaveLength(writes);
  });

  test('one with rows is caught up although no report is older', async () => {
    const world = withRows(1);
    world.table.load(rowOf('2026-11-15', 1));
    expect(done((await runReport(world)).days).filter(([, how]) => how === 'written')).toEqual([
      ['20', 'written'],
      ['15', 'written'],
    ]);
  });

  test('a single day is reported when somebody asks, even an old and empty one', async () => {
    const world = withRows();
    const { days, yesterdayStands } = await runReport(world, '2020-02-29');
    expect(done(days)).toEqual([['29', 'written']]);
    expect(yesterdayStands).toBeUndefined();
  });
});
