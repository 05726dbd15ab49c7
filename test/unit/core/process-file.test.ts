import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../../lambda/core/process-file.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { deliver, deliverOrCrash, expectPromiseKept, HAPPY_PATH } from '../../support/deliveries.ts';
import { committedRow } from '../../support/events.ts';
import { createWorld, FAULTS, onlyRow, passLease, upload } from '../../support/world.ts';

describe('nextStep', () => {
  const now = Date.parse('2026-11-21T10:00:00.000Z');
  const [past, future] = ['2026-11-21T09:59:59.999Z', '2026-11-21T10:00:00.000Z'];
  const inWork = committedRow({ status: 'PROCESSING', leaseUntil: future });
  const { token: _token, leaseUntil: _leaseUntil, ...released } = inWork;
  const sent = committedRow({ notification: 'SENT' });

  interface Case {
    what: string;
    row: FileRow | undefined;
    n: number;
    step: string;
  }

  test.each<Case>([
    { what: 'no row', row: undefined, n: 1, step: 'claim' },
    { what: 'a row in work and leased', row: inWork, n: 1, step: 'return' },
    { what: 'a row in work whose lease is over', row: { ...inWork, leaseUntil: past }, n: 1, step: 'claim' },
    { what: 'a row in work that was released', row: released, n: 1, step: 'claim' },
    { what: 'an announced row', row: sent, n: 1, step: 'acknowledge' },
    {
      what: 'an announced row of a later revision',
      row: { ...sent, revision: 2 },
      n: 1,
      step: 'acknowledge',
    },
    { what: 'an announced row of an earlier revision', row: sent, n: 2, step: 'open' },
    { what: 'an unannounced, leased row', row: committedRow({ leaseUntil: future }), n: 1, step: 'return' },
    {
      what: 'an unannounced row whose lease is over',
      row: committedRow({ leaseUntil: past }),
      n: 1,
      step: 'take over',
    },
    {
      what: 'an unannounced row of an earlier revision',
      row: committedRow({ leaseUntil: past }),
      n: 2,
      step: 'take over',
    },
  ])('for $what', ({ row, n, step }) => {
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
