// Forget, beside the workers that may be at the same file, and beside all that could bring it back.
import { describe, expect, test } from '@jest/globals';
import { ownMessage } from '../../../../lambda/core/own-message.ts';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import { forget } from '../../../../scripts/lib/file/forget.ts';
import { passLease, upload } from '../../../support/world.ts';
import {
  createOperatorWorld,
  deliver,
  expectTombstones,
  finished,
  type OperatorWorld,
} from './operator-world.ts';

const KEY = 'notes.txt';
const SECRET = 'very secret words';

const run = (world: OperatorWorld) => forget.run(world.forgetWorld(), KEY, {});

describe('forget', () => {
  test('keeps the versions from coming back by any way', async () => {
    const world = createOperatorWorld();
    const [first, second] = [await finished(world, SECRET), upload(world, SECRET)];
    await run(world);
    const before = [world.table.rows(), world.notices.published.length];
    for (const revision of [1, 2, 1_000_000]) {
      for (const file of [first, second]) expect(await deliver(world, { ...file, revision })).toBe(false);
      world.deadLetters.put(ownMessage(first, { revision, round: 3 }));
    }
    world.clock.advance(24 * 60 * 60 * 1000);
    await redrive(world.redriveRun());
    expect(world.deadLetters.bodies()).toEqual([]);
    expect(await reconcile(world.reconcileRun(), { minimumAgeInMinutes: 0 })).toMatchObject({ files: [] });
    expect(world.fileMessages.sent).toEqual([]);
    expect([world.table.rows(), world.notices.published.length]).toEqual(before);
    expect(world.reports.objects.size).toBe(0);
  });

  test('keeps reconcile away between the tombstones and the deletion', async () => {
    const world = createOperatorWorld();
    upload(world, SECRET);
    world.before.set('source delete', async () => {
      await reconcile(world.reconcileRun(), { minimumAgeInMinutes: 0 });
    });
    await run(world);
    expect(world.calls.filter((call) => call === 'page')).toHaveLength(1);
    expect(world.fileMessages.sent).toEqual([]);
    expectTombstones(world, 1);
  });

  test('stops a worker that is reading: it tells nobody', async () => {
    const world = createOperatorWorld();
    const file = upload(world, SECRET);
    world.before.set('commit', async () => {
      await run(world);
    });
    expect(await deliver(world, file)).toBe(false);
    expectTombstones(world, 1);
    expect([world.reports.objects.size, world.notices.published.length]).toEqual([0, 0]);
  });

  test('waits for a worker that is announcing, and then deletes its report', async () => {
    const world = createOperatorWorld();
    const file = upload(world, SECRET);
    let forgotten: Promise<unknown> | undefined;
    await new Promise<void>((done) => {
      world.before.set('putIfAbsent', async () => {
        world.before.clear();
        const ended = deferred();
        const waiting = { ...world.forgetWorld(), clock: { ...world.clock, sleep: () => ended.promise } };
        forgotten = forget.run(waiting, KEY, {});
        await untilTold(world, 'being announced');
        setImmediate(() => void worker.then(ended.resolve).then(done));
      });
      const worker = deliver(world, file);
    });
    await forgotten;
    expect(world.notices.published).toHaveLength(1);
    expectTombstones(world, 1);
    expect(world.reports.objects.size).toBe(0);
  });

  test('gives up waiting after a while, with everything as it was', async () => {
    const world = createOperatorWorld();
    await finished(world, SECRET);
    const [row] = world.table.rows();
    const leaseUntil = '2027-01-01T00:00:00.000Z';
    if (row) world.table.load({ ...row, notification: 'PENDING', token: 't', leaseUntil });
    await expect(run(world)).rejects.toThrow(/still being announced.*nothing of the file was deleted yet/);
    expect(world.calls).not.toContain('source delete');
    expect(await world.objects.listVersions('source', KEY)).toHaveLength(1);
  });

  test('buries a verdict whose worker died before it was announced', async () => {
    const world = createOperatorWorld();
    const file = upload(world, SECRET);
    world.before.set('publish', () => Promise.reject(new Error('died')));
    await deliver(world, file);
    passLease(world);
    await run(world);
    expectTombstones(world, 1);
    world.clock.advance(24 * 60 * 60 * 1000);
    await reconcile(world.reconcileRun());
    expect([world.fileMessages.sent, world.notices.published]).toEqual([[], []]);
  });
});

async function untilTold(world: OperatorWorld, words: string): Promise<void> {
  while (!world.told.some((line) => line.includes(words))) await new Promise((go) => setImmediate(go));
}

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((go) => (resolve = () => go()));
  return { promise, resolve };
}
