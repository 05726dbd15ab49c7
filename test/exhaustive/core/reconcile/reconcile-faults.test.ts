import { describe, expect, test } from '@jest/globals';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { expectPromise, reconcileClean } from '../../../support/upkeep-promise.ts';
import { createUpkeepWorld, orCrash, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { FAULTS, upload } from '../../../support/world.ts';

const run = (world: UpkeepWorld) => reconcile(world.reconcileRun());
const SIX_HOURS_IN_MS = 6 * 60 * 60 * 1000;

/** One file that died in work, one that died before its message was published, one without a row; all due. */
async function prepare(): Promise<UpkeepWorld> {
  const world = createUpkeepWorld();
  world.versionsAPage = 2;
  const [inWork, unsent] = [upload(world, 'a', { key: 'a.txt' }), upload(world, 'b', { key: 'b.txt' })];
  for (const [file, at] of [
    [inWork, 2],
    [unsent, 6],
  ] as const) {
    world.faults.set(world.calls.length + at, 'crash before');
    void processFile({ file, receives: 1 }, world.run());
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  }
  upload(world, 'c', { key: 'c.txt' });
  world.faults.clear();
  world.clock.advance(SIX_HOURS_IN_MS + 1);
  world.calls.length = 0;
  return world;
}

const CALLS = [
  'take',
  'get',
  'get',
  'reserve-open',
  'reserve-unsent',
  'send',
  'send',
  'page',
  'existing',
  'store',
  'page',
  'existing',
  'create',
  'send',
  'store',
];

describe('one fault at any call of a run', () => {
  test('none: the calls, in this order', async () => {
    const world = await prepare();
    expect(await run(world)).toMatchObject({ stoppedBy: 'pass', errors: [] });
    expect(world.calls).toEqual(CALLS);
  });

  test.each(CALLS.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then two clean passes and the end of the reservations',
    async (fault, _call, at) => {
      const world = await prepare();
      world.faults.set(at, fault);
      const end = await orCrash(() => run(world));
      if (fault.startsWith('crash')) expect(end).toBe('crashed');
      await reconcileClean(world);
      world.clock.advance(SIX_HOURS_IN_MS + 1);
      await reconcileClean(world);
      expectPromise(world, { rows: 3, mostMessages: 1 });
      expect(world.passRecord.item).not.toHaveProperty('token');
    },
  );

  const errors = CALLS.flatMap((call, at) => (call === 'take' ? [] : [[call, at] as const]));
  test.each(errors.flatMap(([call, at]) => FAULTS.slice(2).map((fault) => [fault, call, at] as const)))(
    '%s %s (%i) needs no reservation to end: the next two runs bring all to their end',
    async (fault, _call, at) => {
      const world = await prepare();
      world.faults.set(at, fault);
      await orCrash(() => run(world));
      await reconcileClean(world);
      expectPromise(world, { rows: 3, mostMessages: 1 });
    },
  );
});

describe('errors', () => {
  test('of single files are told and do not keep the others', async () => {
    const world = await prepare();
    world.faults.set(CALLS.indexOf('reserve-unsent'), 'error before');
    const result = await run(world);
    expect(result).toMatchObject({ errors: [{ key: 'b.txt', error: expect.any(Error) }], stoppedBy: 'pass' });
    expect(result).toMatchObject({ files: [{ key: 'a.txt' }, { key: 'c.txt' }] });
  });

  test('of a row that cannot be read are told by its id', async () => {
    const world = await prepare();
    world.faults.set(CALLS.indexOf('get'), 'error before');
    expect(await run(world)).toMatchObject({ errors: [{ key: '' }] });
  });

  test.each(['page', 'existing'])('of %s end the run, and the lease is given back', async (call) => {
    const world = await prepare();
    world.faults.set(CALLS.indexOf(call), 'error before');
    await expect(run(world)).rejects.toThrow(`${call} was refused`);
    expect(world.passRecord.item).not.toHaveProperty('token');
  });

  test('of the index end the run when all that was begun has ended, and the lease is given back', async () => {
    const world = await prepare();
    const index = {
      open: async function* () {
        yield* world.table.open();
        throw new TypeError('the index is out');
      },
    };
    await expect(reconcile({ ...world.reconcileRun(), index })).rejects.toThrow('the index is out');
    expect(world.fileMessages.sent).toHaveLength(2);
    expect(world.passRecord.item).not.toHaveProperty('token');
  });

  test('on a page make the next run walk it again, but not for ever', async () => {
    const world = await prepare();
    const fileMessages = { send: async () => Promise.reject(new Error('refused')) };
    const failing = () => reconcile({ ...world.reconcileRun(), fileMessages });
    for (const failedRuns of [1, 2]) {
      expect(await failing()).toMatchObject({ stoppedBy: 'errors' });
      expect(world.passRecord.item.state).toMatchObject({ key: 'b.txt', failedRuns });
      world.table
        .rows()
        .forEach(({ documentId, fileName }) => fileName === 'c.txt' && world.table.remove(documentId));
    }
    expect(await failing()).toMatchObject({ stoppedBy: 'pass' });
  });

  test('of many files are an outage: the run stops', async () => {
    const world = createUpkeepWorld();
    for (let count = 0; count < 200; count++) upload(world, 'x', { key: `${count}.txt` });
    const fileMessages = { send: async () => Promise.reject(new Error('refused')) };
    const result = await reconcile({ ...world.reconcileRun(), fileMessages });
    expect(result).toMatchObject({ stoppedBy: 'errors', files: [] });
    expect(world.table.rows().length).toBeLessThan(40);
    await reconcileClean(world);
    expectPromise(world, { rows: 200, mostMessages: 1 });
  });
});
