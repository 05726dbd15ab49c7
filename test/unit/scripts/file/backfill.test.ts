import { describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { backfill } from '../../../../scripts/lib/file/backfill.ts';
import { forget } from '../../../../scripts/lib/file/forget.ts';
import { createPace } from '../../../../scripts/lib/file/pace.ts';
import type { VerbOptions } from '../../../../scripts/lib/file/verb.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { deliverSent, orCrash } from '../../../support/upkeep-world.ts';
import { BUCKET, FAULTS, passLease, upload } from '../../../support/world.ts';
import {
  createOperatorWorld,
  deliver,
  finished,
  refuseConsent,
  type OperatorWorld,
} from './operator-world.ts';

const FAST: VerbOptions = { rate: '1000' };
const HALF_A_DAY_IN_MS = 12 * 60 * 60 * 1000;

const run = (world: OperatorWorld, prefix = 'in/', options = FAST) =>
  backfill.run(world.backfillWorld(), prefix, options);

/** Calls take no time in this world, so whatever is under way ends before the time goes on. */
function runInTime(world: OperatorWorld, rate: number) {
  const sleep = async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    await world.clock.sleep(ms);
  };
  const clock = { ...world.clock, sleep };
  return backfill.run({ ...world.backfillWorld(), clock }, 'in/', { rate: String(rate) });
}

function withFiles(count: number, at = (i: number) => `in/${i}.txt`): OperatorWorld {
  const world = createOperatorWorld();
  for (let i = 0; i < count; i++) upload(world, `words ${i}`, { key: at(i) });
  return world;
}

/** Everything is done, each version once. */
function expectAllOnce(world: OperatorWorld, count: number): void {
  const rows = world.table.rows();
  expect(rows).toHaveLength(count);
  for (const row of rows) expect(row).toMatchObject({ status: 'PROCESSED', notification: 'SENT' });
  expect(world.notices.published).toHaveLength(count);
}

describe('backfill', () => {
  test('queues every version without a row, and only under the prefix', async () => {
    const world = withFiles(3, () => 'in/same.txt');
    upload(world, 'x', { key: 'out/1.txt' });
    world.objects.put({ bucketName: BUCKET, key: 'in/folder/', content: '' });
    const { json, isIncomplete } = await run(world);
    expect(json).toEqual({
      prefix: 'in/',
      versions: 3,
      passedOver: 0,
      queued: 3,
      errors: 0,
      stoppedBy: 'end',
    });
    expect(isIncomplete).toBe(false);
    expect(await deliverSent(world)).toEqual([]);
    expectAllOnce(world, 3);
  });

  test('passes over what is finished, in work, reserved or forgotten', async () => {
    const world = createOperatorWorld();
    await finished(world, 'done', { key: 'in/done.txt' });
    await finished(world, 'gone', { key: 'in/gone.txt' });
    await forget.run(world.forgetWorld(), 'in/gone.txt', {});
    upload(world, 'waiting', { key: 'in/waiting.txt' });
    expect((await run(world)).json).toMatchObject({ versions: 2, queued: 1, passedOver: 1 });
    expect((await run(world)).json).toMatchObject({ versions: 2, queued: 0, passedOver: 2 });
    expect(world.fileMessages.sent).toHaveLength(1);
  });

  test('spends neither a turn nor a write on what has a row', async () => {
    const world = withFiles(20);
    await run(world);
    const [calls, now] = [world.calls.length, world.clock.now()];
    await run(world, 'in/', { rate: '1' });
    expect([world.calls.slice(calls), world.clock.now()]).toEqual([['page', 'existing'], now]);
  });

  test('sends nothing about a version whose own event comes in between', async () => {
    const world = createOperatorWorld();
    const file = upload(world, 'words', { key: 'in/1.txt' });
    world.before.set('create', async () => void (await deliver(world, file)));
    expect((await run(world)).json).toMatchObject({ queued: 0, passedOver: 1 });
    expect(world.fileMessages.sent).toEqual([]);
  });

  test('makes no burst after a pause', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock, 10);
    await pace.turn();
    clock.advance(60_000);
    const start = clock.now();
    for (let turns = 0; turns < 11; turns++) await pace.turn();
    expect(clock.now() - start).toBeCloseTo(1_000, 3);
  });

  test('goes through all pages', async () => {
    const world = withFiles(25);
    world.versionsAPage = 4;
    expect((await run(world)).json).toMatchObject({ versions: 25, queued: 25, stoppedBy: 'end' });
  });

  test.each([1, 7, 40])('sends at most %i a second, and not much fewer', async (rate) => {
    const world = withFiles(3 * rate + 1);
    const times: number[] = [];
    world.before.set('send', async () => void times.push(world.clock.now()));
    const start = world.clock.now();
    await runInTime(world, rate);
    const spent = (times.at(-1) ?? 0) - start;
    expect(spent).toBeGreaterThanOrEqual(2_999);
    expect(spent).toBeLessThan(3_100);
    for (const from of times)
      expect(times.filter((time) => time >= from && time < from + 999).length).toBeLessThanOrEqual(rate);
  });

  test.each(FAULTS)('can be run again after a %s at any call', async (fault) => {
    const whole = withFiles(3);
    await run(whole);
    for (let at = 0; at < whole.calls.length; at++) {
      const world = withFiles(3);
      world.faults.set(at, fault);
      await orCrash(() => run(world));
      world.faults.clear();
      expect(await orCrash(() => run(world))).toMatchObject({ json: { errors: 0 } });
      await deliverSent(world);
      // A crash between reservation and message is the reconciler's to mend.
      world.clock.advance(HALF_A_DAY_IN_MS);
      await reconcile(world.reconcileRun());
      await deliverSent(world);
      expectAllOnce(world, 3);
    }
  });

  test('tells of errors, leaves their files to the next run of reconcile, and goes on', async () => {
    const world = withFiles(3);
    let sends = 0;
    world.before.set('send', async () => {
      if (++sends === 2) throw new Error('the queue refused');
    });
    const { json, text, isIncomplete } = await run(world);
    expect(json).toMatchObject({ queued: 2, errors: 1, stoppedBy: 'end' });
    expect(text).toContain('the queue refused');
    expect(isIncomplete).toBe(true);
    world.before.clear();
    world.clock.advance(1);
    expect(await reconcile(world.reconcileRun(), { minimumAgeInMinutes: 0 })).toMatchObject({
      files: [{ was: 'open' }],
    });
    await deliverSent(world);
    expectAllOnce(world, 3);
  });

  test('stops after so many errors', async () => {
    const world = withFiles(100);
    world.before.set('create', () => Promise.reject(new Error('denied')));
    const { json, isIncomplete } = await run(world);
    expect(json).toMatchObject({ queued: 0, stoppedBy: 'errors' });
    expect((json as { errors: number }).errors).toBeLessThan(40);
    expect(isIncomplete).toBe(true);
  });

  test('stops when asked, and goes on where it was', async () => {
    const world = withFiles(20);
    world.isStopped = () => world.fileMessages.sent.length >= 5;
    const first = await run(world);
    expect(first).toMatchObject({ json: { stoppedBy: 'interrupt' }, isIncomplete: true });
    const { queued } = first.json as { queued: number };
    expect(queued).toBeLessThan(15);
    world.isStopped = () => false;
    expect((await run(world)).json).toMatchObject({ queued: 20 - queued, passedOver: queued });
    await deliverSent(world);
    passLease(world);
    expectAllOnce(world, 20);
  });

  test('shows progress', async () => {
    const world = withFiles(12);
    await runInTime(world, 1);
    expect(world.told).toEqual([
      '12 versions seen, 6 queued, 0 have a row already …',
      '12 versions seen, 11 queued, 0 have a row already …',
    ]);
  });

  test('asks before it takes the whole bucket', async () => {
    const world = withFiles(1);
    world.consent = refuseConsent;
    await expect(run(world, '')).rejects.toThrow('Nothing was changed');
    expect(world.fileMessages.sent).toEqual([]);
    expect(world.asked).toMatchObject([{ answer: 'dev' }]);
    expect((await run(world, '', { ...FAST, yes: true })).json).toMatchObject({ queued: 1 });
  });

  test.each(['0', '-1', '1.5', 'fast', '1001', ''])('refuses the rate "%s"', async (rate) => {
    await expect(run(withFiles(1), 'in/', { rate })).rejects.toThrow('is not a rate');
  });
});
