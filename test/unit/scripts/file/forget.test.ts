import { describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../../../lambda/core/document-id.ts';
import { forget } from '../../../../scripts/lib/file/forget.ts';
import { orCrash } from '../../../support/upkeep-world.ts';
import { FAULTS, upload } from '../../../support/world.ts';
import {
  createOperatorWorld,
  deliver,
  finished,
  refuseConsent,
  type OperatorWorld,
} from './operator-world.ts';

const KEY = 'notes.txt';
const SECRET = 'very secret words';
const OTHER = 'notes.txt.bak';

const run = (world: OperatorWorld, key = KEY) => forget.run(world.forgetWorld(), key, {});

/** Two versions of the file, one of them replayed, one more that was never looked at, and another file. */
async function prepared(): Promise<OperatorWorld> {
  const world = createOperatorWorld();
  await finished(world, 'bystander', { key: OTHER });
  const first = await finished(world, SECRET);
  await finished(world, `${SECRET} again`);
  await deliver(world, { ...first, revision: 2 });
  upload(world, `${SECRET} unseen`);
  world.deleteMarkers.push({ key: KEY, versionId: 'marker' }, { key: OTHER, versionId: 'marker' });
  world.calls.length = 0;
  return world;
}

function expectForgotten(world: OperatorWorld, versions = 3): void {
  const rows = world.table.rows().filter(({ fileName }) => fileName === KEY);
  expect(rows).toHaveLength(versions);
  for (const row of rows)
    expect(row).toEqual({
      documentId: documentIdOf({ bucketName: 'source', key: KEY, versionId: row.versionId }),
      bucketName: 'source',
      fileName: KEY,
      versionId: row.versionId,
      uploadedAt: expect.any(String),
      ...(row.sequencer !== undefined && { sequencer: row.sequencer }),
      status: 'DELETED',
      reason: 'Forgotten at the request of the operator.',
      processedAt: expect.any(String),
      attempt: 0,
      redriveRounds: 0,
      revision: Number.MAX_SAFE_INTEGER,
      notification: 'SENT',
    });
  const ids = new Set(rows.map(({ documentId }) => documentId));
  for (const key of world.reports.objects.keys()) expect(ids).not.toContain(key.slice(10, 46));
  expect([...world.reports.objects.values()].join()).not.toContain(KEY + '"');
  expect(world.reports.objects.size).toBe(1);
}

async function expectBystanderUnharmed(world: OperatorWorld): Promise<void> {
  expect(await world.objects.listVersions('source', OTHER)).toHaveLength(1);
  expect(world.table.rows().filter(({ fileName }) => fileName === OTHER)).toMatchObject([
    { status: 'PROCESSED', revision: 1 },
  ]);
  expect(world.deleteMarkers).toEqual([{ key: OTHER, versionId: 'marker' }]);
}

describe('forget', () => {
  test('leaves silent tombstones, and nothing of objects and reports', async () => {
    const world = await prepared();
    const published = world.notices.published.length;
    const { json, text } = await run(world);
    expectForgotten(world);
    await expectBystanderUnharmed(world);
    expect(await world.objects.listVersions('source', KEY)).toEqual([]);
    expect(world.notices.published).toHaveLength(published);
    expect(json).toMatchObject({ versions: 3, objectVersions: 3, deleteMarkers: 1, reportVersions: 3 });
    for (const limit of ['daily reports', 'logs', 'messages that were sent', 'point-in-time recovery'])
      expect(text).toContain(limit);
  });

  test('writes all tombstones before it deletes anything, and deletes objects before reports', async () => {
    const world = await prepared();
    await run(world);
    const steps = world.calls.filter((call) => /forget|delete/.test(call));
    expect(steps).toEqual([...steps].sort((a, b) => order(a) - order(b)));
    expect(new Set(steps).size).toBe(3);
  });

  test.each(FAULTS)('can be run again after a %s at any call', async (fault) => {
    const calls = await callsOfARun();
    for (let at = 0; at < calls; at++) {
      const world = await prepared();
      world.faults.set(at, fault);
      const end = await orCrash(() => run(world));
      expect({ at, end: typeof end }).toEqual({ at, end: 'string' });
      world.faults.clear();
      const again = await orCrash(() => run(world));
      expect({ at, again: typeof again }).toEqual({ at, again: 'object' });
      expectForgotten(world);
      await expectBystanderUnharmed(world);
      expect(await world.objects.listVersions('source', KEY)).toEqual([]);
    }
  });

  test('leaves what is uploaded meanwhile and later alone', async () => {
    const world = createOperatorWorld();
    await finished(world, SECRET);
    world.consent = () => void upload(world, 'meanwhile');
    await run(world);
    expect(await world.objects.listVersions('source', KEY)).toHaveLength(1);
    world.clock.advance(60_000);
    await finished(world, 'later');
    const rows = world.table.rows().filter(({ status }) => status === 'PROCESSED');
    expect(rows).toMatchObject([{ revision: 1, notification: 'SENT' }]);
  });

  test('keeps the time of the first run, and lets a row that expires live on long enough', async () => {
    const world = createOperatorWorld();
    world.settings = { ...world.settings, retentionInDays: 30 };
    await finished(world, SECRET);
    const now = Math.floor(world.clock.now() / 1000);
    const [row] = world.table.rows();
    if (row) world.table.load({ ...row, expiresAt: now + 60 });
    await run(world);
    const [tombstone] = world.table.rows();
    expect((tombstone?.expiresAt ?? 0) - now).toBeGreaterThanOrEqual(30 * 24 * 60 * 60);
    world.clock.advance(60_000);
    await run(world);
    expect(world.table.rows()).toEqual([tombstone]);
  });

  test('asks for the name as it is shown, and changes nothing without it', async () => {
    const world = createOperatorWorld();
    await finished(world, SECRET, { key: 'a\nb.txt' });
    const before = world.table.rows();
    world.consent = refuseConsent;
    await expect(run(world, 'a\nb.txt')).rejects.toThrow('Nothing was changed');
    expect(world.asked).toMatchObject([{ answer: 'a\\nb.txt', yes: false }]);
    expect(world.asked[0]?.text).toMatch(/1 stored versions, 1 known ones .*cannot be undone/s);
    expect(world.table.rows()).toEqual(before);
    expect(await world.objects.listVersions('source', 'a\nb.txt')).toHaveLength(1);
  });

  test('takes away delete markers alone, and says so when it knows no such file', async () => {
    const world = createOperatorWorld();
    world.deleteMarkers.push({ key: KEY, versionId: 'marker' });
    expect((await run(world)).json).toMatchObject({ versions: 0, deleteMarkers: 1 });
    await expect(run(world)).rejects.toThrow(/No file "notes.txt" is known .*--environment/);
  });
});

const order = (call: string) => ['forget', 'source delete', 'reports delete'].indexOf(call);

async function callsOfARun(): Promise<number> {
  const world = await prepared();
  await run(world);
  expect(world.calls.length).toBeGreaterThan(15);
  return world.calls.length;
}
