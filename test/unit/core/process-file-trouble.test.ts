import { describe, expect, test } from '@jest/globals';
import { project } from '../../../lambda/core/project.ts';
import { fileReport } from '../../../lambda/core/report/file-report.ts';
import type { Result } from '../../../lambda/core/result.ts';
import { beginWork } from '../../../lambda/core/work.ts';
import { deliver, deliverOrCrash, expectPromiseKept, HAPPY_PATH } from '../../support/deliveries.ts';
import { committedRow } from '../../support/events.ts';
import { createWorld, onlyRow, passLease, upload } from '../../support/world.ts';

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
