import { describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { endPass, readPass, stateOf } from '../../../../lambda/core/reconcile/pass.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { upload } from '../../../support/world.ts';

const run = (world: UpkeepWorld) => reconcile(world.reconcileRun());
const NOW = '2026-11-21T10:00:00.000Z';
const now = Date.parse(NOW);

/** A world with so many versions without a row, two a page. */
function worldOf(versions: number): UpkeepWorld {
  const world = createUpkeepWorld();
  world.versionsAPage = 2;
  for (let count = 0; count < versions; count++) upload(world, 'x', { key: `${count}.txt` });
  return world;
}
const sentKeys = (world: UpkeepWorld) => world.table.rows().map(({ fileName }) => fileName);

describe('a pass through the bucket', () => {
  test('goes on from run to run with a budget of pages, and then begins again', async () => {
    const world = worldOf(7);
    world.reconcileSettings.maxPages = 2;
    expect(await run(world)).toMatchObject({ stoppedBy: 'pages', pages: 2, versions: 4 });
    expect(sentKeys(world)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt']);
    expect(world.passRecord.item).toEqual({
      state: { startedAt: NOW, failedRuns: 0, key: '3.txt', versionId: 'v4' },
    });
    world.clock.advance(900_000);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pass', pages: 2, versions: 3 });
    expect(sentKeys(world)).toHaveLength(7);
    expect(world.passRecord.item).toEqual({ state: { lastFullPassStartedAt: NOW } });
    upload(world, 'x', { key: '00.txt' });
    world.clock.advance(3_600_000);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pages', versions: 4 });
    expect(sentKeys(world)).toContain('00.txt');
  });

  test('tells the time since the last one began that reached the end', async () => {
    const world = worldOf(3);
    world.reconcileSettings.maxPages = 1;
    expect(await run(world)).toMatchObject({ fullPassAgeInSeconds: 0 });
    world.clock.advance(900_000);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pass', fullPassAgeInSeconds: 900 });
    world.clock.advance(900_000);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pages', fullPassAgeInSeconds: 1_800 });
    world.clock.advance(900_000);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pass', fullPassAgeInSeconds: 900 });
  });

  test('of an empty bucket is a pass', async () => {
    expect(await run(worldOf(0))).toMatchObject({ stoppedBy: 'pass', pages: 1, versions: 0 });
  });

  test('does not begin a page shortly before the deadline, and keeps the place of one it could not finish', async () => {
    const world = worldOf(6);
    world.before.set('send', async () => world.clock.advance(100_000));
    expect(await run(world)).toMatchObject({ stoppedBy: 'time', pages: 2 });
    expect(world.passRecord.item.state).toMatchObject({ key: '1.txt' });
    world.before.clear();
    await run(world);
    expect(sentKeys(world)).toHaveLength(6);
  });
});

describe('a kept place that cannot be used', () => {
  const started = { startedAt: NOW, failedRuns: 0 };
  test.each<[string, unknown]>([
    ['a text', 'rubbish'],
    ['a number', 7],
    ['null', null],
    ['a list', []],
    ['nothing in it', {}],
    ['a key that is no text', { ...started, key: 7 }],
    ['an empty key', { ...started, key: '' }],
    ['a version without a key', { ...started, versionId: 'v1' }],
    ['a version that is no text', { ...started, key: '0.txt', versionId: {} }],
    ['a beginning that is no time', { startedAt: 'yesterday', key: '0.txt' }],
    ['a beginning in the future', { startedAt: '2026-11-21T11:00:00.001Z', key: '0.txt' }],
    ['a version that the store does not know', { ...started, key: '0.txt', versionId: 'rubbish' }],
  ])('%s: a new pass begins, and says so', async (_what, state) => {
    const world = worldOf(3);
    world.passRecord.item = { state };
    expect(await run(world)).toMatchObject({ done: 'ran', stoppedBy: 'pass', restarted: true });
    expect(sentKeys(world)).toHaveLength(3);
    expect(await run(world)).toMatchObject({ stoppedBy: 'pass', restarted: false });
  });

  test('leaves what is known of the last full pass', () => {
    const pass = readPass({ key: 7, lastFullPassStartedAt: NOW }, now + 1);
    expect(pass).toMatchObject({ isRestarted: true, startedAt: now + 1, lastFullPassStartedAt: now });
  });

  test('a number of failed runs that is none counts as none', () => {
    const pass = readPass({ startedAt: NOW, key: 'a', failedRuns: 'x' }, now);
    expect(pass).toMatchObject({ isRestarted: false, failedRuns: 0, after: { key: 'a' } });
  });
});

test('what is kept is what is read again', () => {
  const pass = readPass(undefined, now);
  expect(pass).toEqual({
    startedAt: now,
    after: undefined,
    failedRuns: 0,
    lastFullPassStartedAt: undefined,
    isRestarted: false,
  });
  const onTheWay = { ...pass, after: { key: 'k', versionId: 'v' }, failedRuns: 2, lastFullPassStartedAt: 5 };
  expect(readPass(stateOf(onTheWay), now)).toEqual(onTheWay);
  endPass(onTheWay);
  expect(stateOf(onTheWay)).toEqual({ lastFullPassStartedAt: NOW });
  expect(readPass(stateOf(onTheWay), now + 9)).toEqual({
    ...pass,
    startedAt: now + 9,
    lastFullPassStartedAt: now,
  });
});

describe('one runner at a time', () => {
  test('a second one answers busy and does nothing', async () => {
    const world = worldOf(1);
    let second: unknown;
    world.before.set('existing', async () => {
      world.before.clear();
      second = await run(world);
    });
    await run(world);
    expect(second).toEqual({ done: 'busy' });
    expect(world.fileMessages.sent).toHaveLength(1);
    expect(world.passRecord.item).not.toHaveProperty('token');
  });

  test('the lease of a run that died is over with its invocation and the margin', async () => {
    const world = worldOf(1);
    world.passRecord.item = { token: 'other', leaseUntil: '2026-11-21T10:06:00.000Z' };
    expect(await run(world)).toEqual({ done: 'busy' });
    world.clock.advance(360_001);
    expect(await run(world)).toMatchObject({ done: 'ran' });
  });

  test.each([[7], ['zzz'], ['2027-01-01T00:00:00.000Z'], [{}]])(
    'the lease %j is nobody´s',
    async (leaseUntil) => {
      const world = worldOf(1);
      world.passRecord.item = { token: 'other', leaseUntil };
      expect(await run(world)).toMatchObject({ done: 'ran', stoppedBy: 'pass' });
    },
  );

  test('a run that lost its lease stops and keeps nothing', async () => {
    const world = worldOf(6);
    const stolen = {
      token: 'other',
      leaseUntil: '2026-11-21T10:20:00.000Z',
      state: { startedAt: NOW, key: '9' },
    };
    world.before.set('existing', async () => void (world.passRecord.item = stolen));
    expect(await run(world)).toMatchObject({ stoppedBy: 'lease', pages: 1 });
    expect(world.passRecord.item).toEqual(stolen);
  });
});
