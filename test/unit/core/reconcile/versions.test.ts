import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../../lambda/core/file-event.ts';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { expectPromise } from '../../../support/upkeep-promise.ts';
import { createUpkeepWorld, deliverSent, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { onlyRow, upload } from '../../../support/world.ts';

const run = (world: UpkeepWorld, minimumAgeInMinutes?: number) =>
  reconcile(world.reconcileRun(), minimumAgeInMinutes === undefined ? {} : { minimumAgeInMinutes });
const MINUTE_IN_MS = 60_000;
const DAY_IN_MS = 24 * 60 * MINUTE_IN_MS;

/** One version without a row, so many milliseconds old. */
function put(world: UpkeepWorld, ageInMs: number, { key = 'notes.txt', content = 'one two' } = {}) {
  const lastModified = new Date(world.clock.now() - ageInMs).toISOString();
  return world.objects.put({ bucketName: 'source', key, content, lastModified });
}

describe('a version without a row', () => {
  test('is reserved, then sent, then processed like any other', async () => {
    const world = createUpkeepWorld();
    const file = upload(world, 'one two', { key: 'a b+%\uFFFF\u{1F4C4}.txt' });
    const result = await run(world);
    expect(world.calls).toEqual(['take', 'page', 'existing', 'create', 'send', 'store']);
    expect(result).toMatchObject({
      done: 'ran',
      stoppedBy: 'pass',
      files: [{ key: file.key, versionId: file.versionId, was: 'version' }],
      errors: [],
      pages: 1,
      versions: 1,
      restarted: false,
    });
    expect(onlyRow(world)).toMatchObject({ attempt: 0, nextTryAt: '2026-11-21T16:00:00.000Z' });
    const { occurredAt: _at, sequencer: _sequencer, ...known } = file;
    expect(parseMessage(world.fileMessages.sent[0]?.body ?? '').files).toEqual([
      { ...known, occurredAt: '2026-01-01T00:00:01.000Z' },
    ]);
    expect(world.fileMessages.sent[0]?.delayInSeconds).toBe(0);
    await deliverSent(world);
    expectPromise(world, { rows: 1, mostMessages: 1 });
    expect(onlyRow(world).attempt).toBe(1);
  });

  test('is not queued again and again', async () => {
    const world = createUpkeepWorld();
    upload(world);
    await run(world);
    await run(world);
    expect(world.fileMessages.sent).toHaveLength(1);
    world.clock.advance(6 * 60 * MINUTE_IN_MS + 1);
    await run(world);
    expect(world.fileMessages.sent).toHaveLength(2);
  });

  test('is each of them when one key has several', async () => {
    const world = createUpkeepWorld();
    for (const content of ['a', 'b', 'b']) upload(world, content);
    await run(world);
    await deliverSent(world);
    expectPromise(world, { rows: 3, mostMessages: 1 });
  });

  test('comes back when its row was deleted by hand', async () => {
    const world = createUpkeepWorld();
    await processFile({ file: upload(world), receives: 1 }, world.run());
    world.table.remove(onlyRow(world).documentId);
    await run(world);
    await deliverSent(world);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSED', notification: 'SENT' });
  });

  test.each([
    [30 * MINUTE_IN_MS - 1, undefined, 0],
    [30 * MINUTE_IN_MS, undefined, 1],
    [0, 0, 1],
    [5 * MINUTE_IN_MS - 1, 5, 0],
    [5 * MINUTE_IN_MS, 5, 1],
  ])('of %i ms is sent with minimum age %s: %i', async (ageInMs, minimumAge, sent) => {
    const world = createUpkeepWorld();
    put(world, ageInMs);
    await run(world, minimumAge);
    expect(world.fileMessages.sent).toHaveLength(sent);
  });

  test.each([
    [undefined, 4_000 * DAY_IN_MS, 1],
    [30, 29 * DAY_IN_MS, 1],
    [30, 29 * DAY_IN_MS + 1, 0],
  ])(
    'with a retention of %s days and an age of %i ms is sent: %i',
    async (retentionInDays, ageInMs, sent) => {
      const world = createUpkeepWorld();
      if (retentionInDays !== undefined) world.reconcileSettings.retentionInDays = retentionInDays;
      put(world, ageInMs);
      await run(world);
      expect(world.fileMessages.sent).toHaveLength(sent);
      expect(world.table.rows()).toHaveLength(sent);
    },
  );

  test('is none when it is a folder marker', async () => {
    const world = createUpkeepWorld();
    upload(world, '', { key: 'folder/' });
    upload(world, '', { key: 'folder/empty.txt' });
    upload(world, 'x', { key: 'strange/' });
    await run(world);
    expect(world.table.rows().map(({ fileName }) => fileName)).toEqual(['folder/empty.txt', 'strange/']);
  });
});

describe('a version with a row', () => {
  test('is never touched, whatever its state', async () => {
    const world = createUpkeepWorld();
    await processFile({ file: upload(world), receives: 1 }, world.run());
    world.faults.set(world.calls.length + 2, 'error before');
    await processFile({ file: upload(world, 'b', { key: 'b.txt' }), receives: 1 }, world.run());
    const rows = world.table.rows();
    world.calls.length = 0;
    await run(world, 0);
    expect(world.calls).toEqual(['take', 'page', 'existing', 'store']);
    expect(world.table.rows()).toEqual(rows);
    expect(world.fileMessages.sent).toEqual([]);
  });

  test('that came to be while the run looked is left to its owner', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    world.before.set('create', async () => {
      world.before.clear();
      await processFile({ file, receives: 1 }, world.run());
    });
    await run(world);
    expect(world.fileMessages.sent).toEqual([]);
    expectPromise(world, { rows: 1, mostMessages: 1 });
  });

  test('that the SDK wrote twice is mine', async () => {
    const world = createUpkeepWorld();
    upload(world);
    const reconcileRun = world.reconcileRun();
    const table = {
      ...reconcileRun.table,
      get: world.table.get,
      write: async (write: Parameters<typeof world.table.write>[0]) => {
        await world.table.write(write);
        return world.table.write(write);
      },
    };
    await reconcile({ ...reconcileRun, table });
    expect(world.fileMessages.sent).toHaveLength(1);
  });
});
