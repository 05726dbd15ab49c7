import { describe, expect, test } from '@jest/globals';
import { documentIdOf, shardOf } from '../../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { parseMessage } from '../../../../lambda/core/file-event.ts';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { reconcile } from '../../../../lambda/core/reconcile/reconcile.ts';
import { committedRow } from '../../../support/events.ts';
import { expectPromise } from '../../../support/upkeep-promise.ts';
import { createUpkeepWorld, deliverSent, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { onlyRow, upload } from '../../../support/world.ts';

const run = (world: UpkeepWorld, minimumAgeInMinutes?: number) =>
  reconcile(world.reconcileRun(), minimumAgeInMinutes === undefined ? {} : { minimumAgeInMinutes });
const HOURS_IN_MS = 60 * 60 * 1000;
const DUE = '2026-11-21T09:59:59.999Z';
const PAST = '2026-11-21T09:00:00.000Z';
const NOW = '2026-11-21T10:00:00.000Z';
const LATER = '2026-11-21T10:00:00.001Z';

/** A row of an object that exists, due for reconcile. */
function dueRow(world: UpkeepWorld, more: Partial<FileRow> = {}): FileRow {
  const { bucketName, key, versionId } = upload(world, 'one two', { key: more.fileName ?? 'notes.txt' });
  const documentId = documentIdOf({ bucketName, key, versionId });
  const row = committedRow({
    documentId,
    bucketName,
    fileName: key,
    versionId,
    openShard: shardOf(documentId),
    uploadedAt: '2026-11-21T03:00:00.000Z',
    nextTryAt: DUE,
    leaseUntil: PAST,
    ...more,
  });
  world.table.load(row);
  return row;
}

describe('a row in work whose time has come', () => {
  test.each([
    ['its lease is over', {}],
    ['it was released', { token: undefined, leaseUntil: undefined } as unknown as Partial<FileRow>],
  ])('is reserved, then sent in its own revision and round: %s', async (_what, more) => {
    const world = createUpkeepWorld();
    const row = dueRow(world, { status: 'PROCESSING', revision: 2, redriveRounds: 3, ...more });
    const result = await run(world);
    expect(world.calls.slice(0, 5)).toEqual(['take', 'get', 'reserve-open', 'send', 'page']);
    expect(result).toMatchObject({ files: [{ documentId: row.documentId, was: 'open' }] });
    expect(parseMessage(world.fileMessages.sent[0]?.body ?? '').files).toEqual([
      {
        bucketName: row.bucketName,
        key: row.fileName,
        versionId: row.versionId,
        eTag: 'e1',
        sizeInBytes: 12,
        occurredAt: row.uploadedAt,
        revision: 2,
        round: 3,
      },
    ]);
    expect(onlyRow(world)).toEqual({ ...row, nextTryAt: '2026-11-21T16:00:00.000Z' });
  });

  test('is finished by the message, after a crash and a lost message', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    world.faults.set(2, 'crash before');
    void processFile({ file, receives: 1 }, world.run());
    await new Promise((resolve) => setImmediate(resolve));
    world.faults.clear();
    await run(world);
    expect(world.fileMessages.sent).toEqual([]);
    world.clock.advance(6 * HOURS_IN_MS + 1);
    await run(world);
    await deliverSent(world);
    expectPromise(world, { rows: 1, mostMessages: 1 });
  });
});

test('a verdict that nobody announced is announced by the message, its status never touched', async () => {
  const world = createUpkeepWorld();
  const row = dueRow(world, { status: 'REJECTED', reasonCode: 'EMPTY_FILE', reason: 'It is empty.' });
  const result = await run(world);
  expect(world.calls.slice(0, 4)).toEqual(['take', 'get', 'reserve-unsent', 'send']);
  expect(result).toMatchObject({ files: [{ was: 'unsent' }] });
  expect(onlyRow(world)).toEqual({ ...row, nextTryAt: '2026-11-21T16:00:00.000Z' });
  await deliverSent(world);
  expectPromise(world, { rows: 1, mostMessages: 1 });
  expect(onlyRow(world).status).toBe('REJECTED');
});

describe('a row is left alone', () => {
  test.each<[string, Partial<FileRow>]>([
    ['that is not due', { status: 'PROCESSING', nextTryAt: NOW }],
    ['that is in work and leased', { status: 'PROCESSING', leaseUntil: NOW }],
    ['that is unannounced and leased', { leaseUntil: NOW }],
    ['that is announced, though the index still has it', { notification: 'SENT' }],
    [
      'that is younger than the minimum age',
      { status: 'PROCESSING', uploadedAt: '2026-11-21T09:30:00.001Z' },
    ],
  ])('%s', async (_what, more) => {
    const world = createUpkeepWorld();
    const row = dueRow(world, more);
    await run(world);
    expect(world.table.rows()).toEqual([row]);
    expect(world.fileMessages.sent).toEqual([]);
  });

  test.each([
    ['in work', 'PROCESSING'],
    ['unannounced', 'PROCESSED'],
  ] as const)('that somebody reserved while the run looked: %s', async (_what, status) => {
    const world = createUpkeepWorld();
    const row = dueRow(world, { status });
    const other = { ...row, nextTryAt: LATER };
    world.before.set(status === 'PROCESSING' ? 'reserve-open' : 'reserve-unsent', async () =>
      world.table.load(other),
    );
    await run(world);
    expect(world.table.rows()).toEqual([other]);
    expect(world.fileMessages.sent).toEqual([]);
  });

  test('that was claimed while the run looked', async () => {
    const world = createUpkeepWorld();
    const row = dueRow(world, { status: 'PROCESSING' });
    const claimed = { ...row, leaseUntil: LATER };
    world.before.set('reserve-open', async () => world.table.load(claimed));
    await run(world);
    expect(world.fileMessages.sent).toEqual([]);
  });

  test('that is gone, though the index still has it', async () => {
    const world = createUpkeepWorld();
    const index = {
      open: async function* () {
        yield { documentId: 'gone' };
      },
    };
    expect(await reconcile({ ...world.reconcileRun(), index })).toMatchObject({ files: [], errors: [] });
  });
});

describe('an index that lags behind', () => {
  test.each<[string, Partial<FileRow>]>([
    ['shows a row that somebody put off', { status: 'PROCESSING', nextTryAt: LATER }],
    ['shows a row that is announced', { notification: 'SENT' }],
  ])('%s: nothing is written', async (_what, more) => {
    const world = createUpkeepWorld();
    const row = dueRow(world, more);
    const index = {
      open: async function* () {
        yield { documentId: row.documentId };
      },
    };
    await reconcile({ ...world.reconcileRun(), index });
    expect(world.calls).not.toContain('reserve-open');
    expect(world.calls).not.toContain('reserve-unsent');
    expect(world.table.rows()).toEqual([row]);
  });
});

test('a verdict of another revision is not put off for this one', async () => {
  const world = createUpkeepWorld();
  const row = dueRow(world, {});
  world.before.set('reserve-unsent', async () => world.table.load({ ...row, revision: 2 }));
  await run(world);
  expect(world.table.rows()).toEqual([{ ...row, revision: 2 }]);
  expect(world.fileMessages.sent).toEqual([]);
});

test('a reservation is not given back over somebody who took the row meanwhile', async () => {
  const world = createUpkeepWorld();
  const row = dueRow(world, { status: 'PROCESSING' });
  const taken = { ...row, token: 'other', nextTryAt: '2026-11-21T16:00:00.001Z' };
  const fileMessages = {
    send: async () => {
      world.table.load(taken);
      throw new TypeError('refused');
    },
  };
  const result = await reconcile({ ...world.reconcileRun(), fileMessages });
  expect(result).toMatchObject({ files: [], errors: [{ key: 'notes.txt' }] });
  expect(world.table.rows()).toEqual([taken]);
});

test('an open row older than the retention is still brought to its end', async () => {
  const world = createUpkeepWorld();
  world.reconcileSettings.retentionInDays = 30;
  const row = dueRow(world, { status: 'PROCESSING', uploadedAt: '2026-09-01T00:00:00.000Z' });
  world.objects.purge({ bucketName: row.bucketName, key: row.fileName, versionId: row.versionId });
  await run(world);
  await deliverSent(world);
  expect(onlyRow(world)).toMatchObject({ status: 'DELETED', notification: 'SENT' });
});

test('the walk gets its share of the time however many rows are due', async () => {
  const world = createUpkeepWorld();
  for (let count = 0; count < 50; count++) dueRow(world, { status: 'PROCESSING', fileName: `${count}.txt` });
  world.before.set('reserve-open', async () => world.clock.advance(10_000));
  const result = await run(world);
  expect(result).toMatchObject({ pages: 1 });
  expect(world.fileMessages.sent.length).toBeLessThan(30);
  world.before.clear();
  await run(world);
  expect(world.fileMessages.sent).toHaveLength(50);
});
