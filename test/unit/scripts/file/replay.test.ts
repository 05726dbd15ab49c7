import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../../lambda/core/file-event.ts';
import { forget } from '../../../../scripts/lib/file/forget.ts';
import { replay } from '../../../../scripts/lib/file/replay.ts';
import type { VerbOptions } from '../../../../scripts/lib/file/verb.ts';
import { deliverSent } from '../../../support/upkeep-world.ts';
import { onlyRow, upload } from '../../../support/world.ts';
import { createOperatorWorld, deliver, finished, type OperatorWorld } from './operator-world.ts';

const KEY = 'notes.txt';
const NO_WAIT: VerbOptions = { wait: false };
const run = (world: OperatorWorld, options: VerbOptions = NO_WAIT) =>
  replay.run(world.replayWorld(), KEY, options);
const notificationIds = (world: OperatorWorld) =>
  world.notices.published.map(({ machineText }) => JSON.parse(machineText).notificationId as string);

describe('replay', () => {
  test('makes the next revision, with its own report and message', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    const { json } = await run(world);
    const { documentId, versionId } = onlyRow(world);
    expect(json).toEqual({ documentId, versionId, requestedRevision: 2, row: null });
    world.settings = { ...world.settings, releaseHash: 'r2' };
    expect(await deliverSent(world)).toEqual([]);
    expect(onlyRow(world)).toMatchObject({ revision: 2, releaseHash: 'r2', notification: 'SENT' });
    expect(notificationIds(world)).toEqual([`${documentId}-1`, `${documentId}-2`]);
    const report = JSON.parse(String(world.reports.objects.get(`processed/${documentId}.json`)));
    expect(report).toMatchObject({ revision: 2, releaseHash: 'r2' });
  });

  test('says the same of the file as its first message did', async () => {
    const world = createOperatorWorld();
    const file = await finished(world, 'one', { sequencer: '0A' });
    await run(world);
    const { files } = parseMessage(world.fileMessages.sent[0]?.body ?? '');
    expect(files).toEqual([{ ...file, revision: 2, round: 0 }]);
  });

  test('asks twice for the same revision, and gets one', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    await run(world);
    await run(world);
    await deliverSent(world);
    expect(onlyRow(world).revision).toBe(2);
    expect(world.notices.published).toHaveLength(2);
  });

  test('takes the newest version, or the one that is named', async () => {
    const world = createOperatorWorld();
    const [old, young] = [await finished(world, 'one'), await finished(world, 'two')];
    expect((await run(world)).json).toMatchObject({ versionId: young.versionId });
    expect((await run(world, { ...NO_WAIT, version: old.versionId })).json).toMatchObject({
      versionId: old.versionId,
    });
  });

  test('waits for the new revision and shows it', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      if (waits.length === 3) await deliverSent(world);
    };
    const { json, text } = await replay.run(
      { ...world.replayWorld(), clock: { ...world.clock, sleep } },
      KEY,
      {},
    );
    expect(waits).toEqual([200, 300, 450]);
    expect(json).toMatchObject({ requestedRevision: 2, row: { revision: 2, status: 'PROCESSED' } });
    expect(text).toMatch(/Revision +│ 2/);
    expect(world.told.join()).toContain('Asked for revision 2 of notes.txt');
  });

  test('stops waiting after a while and says where the message is', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    await expect(run(world, {})).rejects.toThrow(
      /Revision 2 is not announced after 15 minutes.*in the queue/,
    );
    expect(world.fileMessages.sent).toHaveLength(1);
  });

  test('stops waiting when the file is forgotten meanwhile', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    const sleep = async () => void (await forget.run(world.forgetWorld(), KEY, {}));
    const waiting = replay.run({ ...world.replayWorld(), clock: { ...world.clock, sleep } }, KEY, {});
    await expect(waiting).rejects.toThrow('was forgotten while');
  });

  test.each<[string, (world: OperatorWorld) => Promise<unknown>, RegExp]>([
    ['an unknown file', async () => undefined, /No file "notes.txt" is known/],
    [
      'a file in work',
      async (world) => {
        upload(world);
        const file = upload(world);
        world.before.set('open', () => Promise.reject(new Error('denied')));
        await deliver(world, file);
      },
      /is still open: its revision 1 must be finished and announced first/,
    ],
    [
      'a file that nobody was told of yet',
      async (world) => {
        world.before.set('publish', () => Promise.reject(new Error('denied')));
        await finished(world, 'one');
      },
      /is still open: its revision 1 must be announced first/,
    ],
    [
      'a version that is gone',
      async (world) => {
        const { key, versionId } = await finished(world, 'one');
        world.objects.purge({ bucketName: 'source', key, versionId });
      },
      /no longer in the bucket.*its result stays/,
    ],
    [
      'a forgotten file',
      async (world) => {
        await finished(world, 'one');
        await forget.run(world.forgetWorld(), KEY, {});
      },
      /was forgotten and cannot be replayed/,
    ],
  ])('refuses %s', async (_what, prepare, sentence) => {
    const world = createOperatorWorld();
    await prepare(world);
    const before = world.table.rows();
    await expect(run(world)).rejects.toThrow(sentence);
    expect(world.fileMessages.sent).toEqual([]);
    expect(world.table.rows()).toEqual(before);
  });

  test('refuses a version that it does not know', async () => {
    const world = createOperatorWorld();
    await finished(world, 'one');
    await expect(run(world, { version: 'v9\n' })).rejects.toThrow(/No version "v9\\n" of "notes.txt"/);
  });
});
