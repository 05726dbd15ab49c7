// Whatever fails at whatever call of a day: the report stands whole in the end and is announced.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  rowOf,
  YESTERDAY,
  runReport,
  idsOf,
  jsonOf,
  withRows,
  bodies,
} from '../../../support/daily-world.ts';
import { orCrash } from '../../../support/upkeep-world.ts';
import { FAULTS, passLease } from '../../../support/world.ts';

describe('one fault at any call of a day', () => {
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

  /** After a run without a fault. */
  const clean = withRows();
  beforeAll(() => runReport(clean, YESTERDAY));

  test('the calls of one day, in this order', () => {
    expect(clean.calls).toEqual(CALLS);
  });

  test.each(CALLS.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then the report stands whole and is announced',
    async (fault, call, at) => {
      const world = withRows();
      world.faults.set(at, fault);
      const end = await orCrash(() => runReport(world, YESTERDAY));
      world.faults.clear();
      if (fault.startsWith('crash')) {
        expect(end).toBe('crashed');
        passLease(world);
      }
      expect((await runReport(world, YESTERDAY)).errors).toEqual([]);
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
      await orCrash(() => runReport(world, YESTERDAY));
      world.faults.clear();
      world.table.load(rowOf(YESTERDAY, 77));
      passLease(world);
      await runReport(world, YESTERDAY);
      const { revision, rowsHash, total } = jsonOf(world, YESTERDAY);
      expect(total).toBe(4);
      expect(world.book.items.get(YESTERDAY)).toMatchObject({ revision, rowsHash, notification: 'SENT' });
      expect(idsOf(world).at(-1)).toBe(`daily-report-2026-11-20-${revision}`);
      const contents = new Map(world.notices.published.map(({ machineText }) => [machineText, 1]));
      expect(contents.size).toBe(new Set(idsOf(world)).size);
    },
  );
});
