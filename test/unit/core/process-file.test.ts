import { describe, expect, test } from '@jest/globals';
import { nextStep, processFile } from '../../../lambda/core/process-file.ts';
import { fileReport } from '../../../lambda/core/report/file-report.ts';
import type { Result } from '../../../lambda/core/result.ts';
import type { FileVersion } from '../../../lambda/core/work.ts';
import { committedRow } from '../../support/events.ts';
import { createWorld, FAULTS, onlyRow, passLease, upload, type World } from '../../support/world.ts';

const deliver = (world: World, file: FileVersion, receives = 1): Promise<Result> =>
  processFile({ file, receives }, world.run());
const HAPPY_PATH = ['get', 'claim', 'open', 'count', 'commit', 'putIfAbsent', 'publish', 'mark'];

/** A delivery that may hang because of a crash; tells whether it came to an end. */
async function deliverOrCrash(world: World, file: FileVersion): Promise<Result | 'crashed'> {
  let done: Result | 'crashed' = 'crashed';
  void deliver(world, file).then((result) => (done = result));
  for (let turns = 0; turns < 200; turns++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 200; turns++) await Promise.resolve();
  return done;
}

function expectPromiseKept(world: World, mostMessages: number): void {
  const row = onlyRow(world);
  expect(row).toMatchObject({ status: 'PROCESSED', notification: 'SENT', wordCount: 7 });
  for (const name of ['token', 'leaseUntil', 'nextTryAt', 'openShard']) expect(row).not.toHaveProperty(name);
  expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
  const texts = new Set(world.notices.published.map(({ machineText }) => machineText));
  expect(texts.size).toBe(1);
  expect(world.notices.published.length).toBeLessThanOrEqual(mostMessages);
}

describe('nextStep', () => {
  const now = Date.parse('2026-11-21T10:00:00.000Z');
  const [past, future] = ['2026-11-21T09:59:59.999Z', '2026-11-21T10:00:00.000Z'];
  const inWork = committedRow({ status: 'PROCESSING', leaseUntil: future });
  const { token: _token, leaseUntil: _leaseUntil, ...released } = inWork;
  const sent = committedRow({ notification: 'SENT' });

  test.each([
    ['no row', undefined, 1, 'claim'],
    ['a row in work and leased', inWork, 1, 'return'],
    ['a row in work whose lease is over', { ...inWork, leaseUntil: past }, 1, 'claim'],
    ['a row in work that was released', released, 1, 'claim'],
    ['an announced row', sent, 1, 'acknowledge'],
    ['an announced row of a later revision', { ...sent, revision: 2 }, 1, 'acknowledge'],
    ['an announced row of an earlier revision', sent, 2, 'open'],
    ['an unannounced, leased row', committedRow({ leaseUntil: future }), 1, 'return'],
    ['an unannounced row whose lease is over', committedRow({ leaseUntil: past }), 1, 'take over'],
    ['an unannounced row of an earlier revision', committedRow({ leaseUntil: past }), 2, 'take over'],
  ] as const)('for %s', (_what, row, n, step) => {
    expect(nextStep(row, n, now)).toBe(step);
  });
});

describe('a delivery without trouble', () => {
  test('commits before it reports, reports before it publishes, publishes before it marks', async () => {
    const world = createWorld();
    const result = await deliver(world, upload(world));
    expect(result).toMatchObject({ action: 'acknowledge', why: 'finished' });
    expect(world.calls).toEqual(HAPPY_PATH);
    expectPromiseKept(world, 1);
  });

  test('writes the whole result', async () => {
    const world = createWorld();
    const file = upload(world);
    await deliver(world, file);
    expect(onlyRow(world)).toEqual({
      documentId: expect.any(String),
      bucketName: 'source',
      fileName: 'notes.txt',
      versionId: file.versionId,
      eTag: file.eTag,
      sequencer: file.sequencer,
      fileType: 'text/plain',
      fileSize: 7,
      status: 'PROCESSED',
      lineCount: 1,
      wordCount: 7,
      uploadedAt: '2026-11-21T10:00:00.000Z',
      processedAt: '2026-11-21T10:00:00.000Z',
      processedDay: '2026-11-21',
      daySlot: expect.stringMatching(/^2026-11-21#[0-9a-f]$/),
      attempt: 1,
      redriveRounds: 0,
      revision: 1,
      notification: 'SENT',
      audience: 'all',
      releaseHash: 'r1',
    });
  });

  test('of a finished file costs one read', async () => {
    const world = createWorld();
    const file = upload(world);
    await deliver(world, file);
    world.calls.length = 0;
    expect(await deliver(world, file)).toEqual({ action: 'acknowledge', why: 'duplicate' });
    expect(world.calls).toEqual(['get']);
  });

  test('of a file that somebody else works on is returned for the rest of the lease, at most a minute', async () => {
    const world = createWorld();
    const file = upload(world);
    world.faults.set(2, 'crash before');
    await deliverOrCrash(world, file);
    expect(await deliver(world, file)).toEqual({ action: 'return', why: 'busy', delayInSeconds: 60 });
    world.clock.advance(355_000);
    expect(await deliver(world, file)).toEqual({ action: 'return', why: 'busy', delayInSeconds: 5 });
  });
});

describe('one fault at any call, then another delivery', () => {
  const cases = HAPPY_PATH.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const));

  test.each(cases)('%s %s', async (fault, _call, at) => {
    const world = createWorld();
    const file = upload(world);
    world.faults.set(at, fault);
    const first = await deliverOrCrash(world, file);
    if (fault.startsWith('crash')) expect(first).toBe('crashed');
    world.faults.clear();
    passLease(world);
    const second = await deliver(world, file);
    expect(second).toMatchObject({ action: 'acknowledge' });
    expectPromiseKept(world, 2);
    expect(onlyRow(world).attempt).toBeLessThanOrEqual(fault.startsWith('crash') ? 2 : 1);
  });
});

describe('a caught error', () => {
  test('gives the attempt back and returns the item with growing delay', async () => {
    const world = createWorld();
    const file = upload(world);
    world.faults.set(2, 'error before');
    expect(await deliver(world, file, 3)).toMatchObject({
      action: 'return',
      why: 'error',
      delayInSeconds: 90,
    });
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSING', attempt: 0 });
    expect(onlyRow(world)).not.toHaveProperty('token');
    expect(await deliver(world, file)).toMatchObject({ action: 'acknowledge', why: 'finished' });
  });

  test('never makes a crasher of a healthy file, however often it comes', async () => {
    const world = createWorld();
    const file = upload(world);
    for (let tries = 0; tries < 10; tries++) {
      world.calls.length = 0;
      world.faults.set(2, 'error before');
      await deliver(world, file);
    }
    world.faults.clear();
    await deliver(world, file);
    expectPromiseKept(world, 1);
  });

  test('after the commit frees the projection at once', async () => {
    const world = createWorld();
    const file = upload(world);
    world.faults.set(HAPPY_PATH.indexOf('publish'), 'error before');
    await deliver(world, file);
    world.faults.clear();
    expect(await deliver(world, file)).toMatchObject({ action: 'acknowledge', why: 'finished' });
    expectPromiseKept(world, 1);
  });

  test('is released again and again until the deadline when the table is out', async () => {
    const world = createWorld();
    const file = upload(world);
    for (let at = 2; at < 6; at++) world.faults.set(at, 'error before');
    await deliver(world, file);
    expect(world.clock.sleeps).toEqual([100, 200, 400]);
    expect(onlyRow(world).attempt).toBe(0);
  });

  test('that outlasts the invocation ends the release before the deadline', async () => {
    const world = createWorld();
    for (let at = 2; at < 100; at++) world.faults.set(at, 'error before');
    const begun = world.clock.now();
    await deliver(world, upload(world));
    expect(world.clock.now() - begun).toBeLessThan(300_000 - 5_000);
  });
});

describe('a file that ends the process', () => {
  test('is rejected by the next claimer after three crashes, unread, and announced', async () => {
    const world = createWorld();
    const file = upload(world);
    for (let crashes = 0; crashes < 3; crashes++) {
      world.faults.set(world.calls.length + 2, 'crash before');
      expect(await deliverOrCrash(world, file)).toBe('crashed');
      passLease(world);
    }
    world.calls.length = 0;
    world.faults.clear();
    await deliver(world, file);
    expect(world.calls).toEqual(['get', 'claim', 'count', 'commit', 'putIfAbsent', 'publish', 'mark']);
    expect(onlyRow(world)).toMatchObject({
      status: 'REJECTED',
      reasonCode: 'CRASHES_PARSER',
      attempt: 4,
      fileType: 'text/plain',
    });
    expect(world.notices.published[0]?.attributes.reasonCode).toBe('CRASHES_PARSER');
  });
});

describe('a version that cannot be read', () => {
  test('is DELETED when it was purged', async () => {
    const world = createWorld();
    const file = upload(world);
    world.objects.purge(file);
    await deliver(world, file);
    expect(onlyRow(world)).toMatchObject({ status: 'DELETED', notification: 'SENT', fileType: 'text/plain' });
    expect(world.notices.published).toHaveLength(1);
  });

  test('is FAILED when it is archived', async () => {
    const world = createWorld();
    const file = upload(world);
    world.objects.archive(file);
    await deliver(world, file);
    expect(onlyRow(world)).toMatchObject({ status: 'FAILED', reasonCode: 'NOT_READABLE' });
  });
});

describe('a replay', () => {
  test('opens an announced row for the next revision and announces it', async () => {
    const world = createWorld();
    const file = upload(world);
    await deliver(world, file);
    world.settings = { ...world.settings, releaseHash: 'r2' };
    expect(await deliver(world, { ...file, revision: 2 })).toMatchObject({
      action: 'acknowledge',
      why: 'finished',
    });
    const row = onlyRow(world);
    expect(row).toMatchObject({ revision: 2, releaseHash: 'r2', attempt: 1, notification: 'SENT' });
    expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
    expect(world.notices.published).toHaveLength(2);
  });

  test('of a row that nobody announced yet announces it first and comes back', async () => {
    const world = createWorld();
    const file = upload(world);
    world.faults.set(HAPPY_PATH.indexOf('publish'), 'crash before');
    await deliverOrCrash(world, file);
    passLease(world);
    world.faults.clear();
    expect(await deliver(world, { ...file, revision: 2 })).toMatchObject({
      action: 'return',
      why: 'replay-next',
    });
    expect(await deliver(world, { ...file, revision: 2 })).toMatchObject({
      action: 'acknowledge',
      why: 'finished',
    });
    expect(
      world.notices.published.map(
        ({ machineText }) => (JSON.parse(machineText) as { revision: number }).revision,
      ),
    ).toEqual([1, 2]);
  });

  test('that names a revision beyond the next is returned', async () => {
    const world = createWorld();
    const file = upload(world);
    await deliver(world, file);
    expect(await deliver(world, { ...file, revision: 3 })).toMatchObject({ action: 'return' });
    expect(onlyRow(world).revision).toBe(1);
  });

  test('never lets a late worker of revision 1 put its report over that of revision 2', async () => {
    const world = createWorld();
    const file = upload(world);
    await deliver(world, file);
    const [first] = world.table.rows();
    const replay = { ...file, revision: 2 };
    // The late worker holds revision 1, unannounced as it saw it; while it takes the ETag, the operator's revision 2 passes by.
    await deliver(world, replay);
    const reportOfTwo = world.reports.objects.get(`processed/${onlyRow(world).documentId}.json`);
    const { project } = await import('../../../lambda/core/project.ts');
    const { beginWork } = await import('../../../lambda/core/work.ts');
    const late = await project(beginWork(file, world.run()), first ?? committedRow());
    expect(late).toMatchObject({ action: 'return', why: 'superseded' });
    expect([...world.reports.objects.values()]).toEqual([reportOfTwo]);
    expect(world.notices.published).toHaveLength(2);
  });
});

describe('the zombie whose lease is over', () => {
  test('cannot commit over the new owner', async () => {
    const world = createWorld();
    const file = upload(world);
    let second: Result | undefined;
    world.before.set('open', async () => {
      world.before.delete('open');
      passLease(world);
      second = await deliver(world, file);
    });
    const first = await deliver(world, file);
    expect(second).toMatchObject({ action: 'acknowledge', why: 'finished' });
    expect(first).toEqual({ action: 'acknowledge', why: 'duplicate' });
    expectPromiseKept(world, 1);
    expect(onlyRow(world).attempt).toBe(2);
  });

  test('cannot commit over a live claim either', async () => {
    const world = createWorld();
    const file = upload(world);
    let second: Result | 'crashed' | undefined;
    world.before.set('open', async () => {
      world.before.delete('open');
      passLease(world);
      world.faults.set(world.calls.length + 2, 'crash before');
      second = await deliverOrCrash(world, file);
    });
    expect(await deliver(world, file)).toMatchObject({ action: 'return', why: 'busy' });
    expect(second).toBe('crashed');
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSING', token: 'token-2' });
    expect(world.notices.published).toEqual([]);
  });
});
