import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../../lambda/core/file-event.ts';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { ownMessage } from '../../../../lambda/core/own-message.ts';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import type { FileVersion } from '../../../../lambda/core/work.ts';
import { disposals, eventOf, failingFile, sentAs } from '../../../support/dead-letters.ts';
import { envelope, s3Record, snsWrapped } from '../../../support/events.ts';
import { onlyRow, upload } from '../../../support/world.ts';
import { createUpkeepWorld, deliverSent, type UpkeepWorld } from '../../../support/upkeep-world.ts';

const run = (world: UpkeepWorld) => redrive(world.redriveRun());

describe('a dead letter', () => {
  test('of a finished file is dropped', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    await processFile({ file, receives: 1 }, world.run());
    world.deadLetters.put(JSON.stringify(eventOf(file)));
    world.calls.length = 0;
    expect(disposals(await run(world))).toEqual([{ done: 'dropped', why: 'announced' }]);
    expect(world.calls).toEqual(['receive', 'get', 'delete', 'receive']);
    expect(world.notices.published).toHaveLength(1);
  });

  test('of a file without a row gets one and goes back', async () => {
    const world = createUpkeepWorld();
    world.deadLetters.put(JSON.stringify(eventOf(upload(world))));
    await run(world);
    expect(onlyRow(world)).toMatchObject({
      status: 'PROCESSING',
      attempt: 0,
      redriveRounds: 0,
      revision: 1,
      nextTryAt: '2026-11-21T16:00:00.000Z',
    });
    expect(sentAs(world)).toMatchObject([{ revision: 1, round: 0, delayInSeconds: 60 }]);
    expect(await deliverSent(world)).toEqual([]);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSED', notification: 'SENT', attempt: 1 });
  });

  test('of a version that was purged ends DELETED', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.objects.purge(file);
    await run(world);
    await deliverSent(world);
    expect(onlyRow(world)).toMatchObject({ status: 'DELETED', notification: 'SENT' });
  });

  test('of a committed file that nobody announced goes back, not counted', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    world.faults.set(world.calls.length + 6, 'error before');
    await processFile({ file, receives: 1 }, world.run());
    world.faults.clear();
    world.deadLetters.put(JSON.stringify(eventOf(file)));
    expect(disposals(await run(world))).toMatchObject([{ done: 'sent', why: 'unsent', round: 0 }]);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSED', redriveRounds: 0, notification: 'PENDING' });
    await deliverSent(world);
    expect(onlyRow(world).notification).toBe('SENT');
    expect(world.notices.published).toHaveLength(1);
  });

  test('that asks for the next revision of a finished file goes back, not counted', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    await processFile({ file, receives: 1 }, world.run());
    world.deadLetters.put(ownMessage(file, { revision: 2, round: 0 }));
    await run(world);
    await deliverSent(world);
    expect(onlyRow(world)).toMatchObject({ revision: 2, notification: 'SENT', redriveRounds: 0 });
  });

  test('that asks for the next revision of a file that is given up gives it up and then goes back', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.table.load({ ...onlyRow(world), redriveRounds: 3 });
    world.deadLetters.put(ownMessage(file, { revision: 2, round: 3 }));
    await run(world);
    expect(onlyRow(world)).toMatchObject({ status: 'FAILED', revision: 1, notification: 'SENT' });
    await deliverSent(world);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSED', revision: 2, notification: 'SENT' });
    expect(world.notices.published).toHaveLength(2);
  });

  test('that asks for a revision beyond the next is parked after three rounds', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    await processFile({ file, receives: 1 }, world.run());
    const body = ownMessage(file, { revision: 9, round: 3 });
    world.deadLetters.put(body);
    await run(world);
    expect(world.parkedMessages.parked).toMatchObject([
      { body, reason: expect.stringContaining('revision 9') },
    ]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });

  test('of a folder marker or a test event is deleted, nothing else', async () => {
    const world = createUpkeepWorld();
    world.deadLetters.put(JSON.stringify(envelope({ key: 'folder/', size: 0 })));
    world.deadLetters.put(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }));
    const result = await run(world);
    expect(result.letters).toMatchObject([{ deleted: true }, { deleted: true }]);
    expect(world.table.rows()).toEqual([]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });
});

describe('a dead letter without a version id', () => {
  test('is resolved to the version that its ETag names', async () => {
    const world = createUpkeepWorld();
    upload(world, 'other');
    const { versionId, eTag = '' } = upload(world, 'mine');
    world.deadLetters.put(JSON.stringify(envelope({ key: 'notes.txt', eTag })));
    await run(world);
    expect(onlyRow(world)).toMatchObject({ versionId, eTag });
  });

  // Whoever announces that version first must not use up the event of another one with the same content.
  test('goes back as it came, to be resolved anew', async () => {
    const world = createUpkeepWorld();
    const { eTag = '' } = upload(world, 'mine');
    world.deadLetters.put(JSON.stringify(envelope({ key: 'notes.txt', eTag })));
    await run(world);
    const [file] = parseMessage(world.fileMessages.sent[0]?.body ?? '').files;
    expect(file).toMatchObject({ key: 'notes.txt', eTag });
    expect(file).not.toHaveProperty('versionId');
  });

  test('is left when somebody else announced meanwhile the version that it was resolved to', async () => {
    const world = createUpkeepWorld();
    const file = upload(world);
    upload(world);
    world.deadLetters.put(JSON.stringify(envelope({ key: 'notes.txt', eTag: file.eTag ?? '' })));
    world.before.set('create', async () => {
      world.before.delete('create');
      await processFile({ file, receives: 1 }, world.run());
    });
    expect(disposals(await run(world))).toEqual([{ done: 'left', why: 'superseded' }]);
    expect(world.deadLetters.bodies()).toHaveLength(1);
  });

  test('is dropped when no version is left that it could mean', async () => {
    const world = createUpkeepWorld();
    world.deadLetters.put(JSON.stringify(envelope({ key: 'gone.txt' })));
    expect(disposals(await run(world))).toEqual([{ done: 'dropped', why: 'vanished' }]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });

  test('is parked when it names a bucket that is not ours', async () => {
    const world = createUpkeepWorld();
    world.deadLetters.put(JSON.stringify(envelope({ bucketName: 'foreign' })));
    await run(world);
    expect(world.parkedMessages.parked).toMatchObject([{ reason: expect.stringContaining('bucket') }]);
    expect(world.calls).not.toContain('listVersions');
  });
});

describe('a dead letter with several files', () => {
  const records = (...files: FileVersion[]) => ({
    Records: files.map(({ key, versionId, eTag = '', sizeInBytes = 0 }) =>
      s3Record({ key, versionId, eTag, size: sizeInBytes }),
    ),
  });

  test('is deleted when each of them is taken care of', async () => {
    const world = createUpkeepWorld();
    const [a, b] = [upload(world, 'a', { key: 'a b.txt' }), upload(world, 'b', { key: 'b.txt' })];
    await processFile({ file: a, receives: 1 }, world.run());
    world.deadLetters.put(JSON.stringify(snsWrapped(records(a, b))));
    expect(disposals(await run(world))).toMatchObject([{ done: 'dropped' }, { done: 'sent' }]);
    expect(sentAs(world)).toMatchObject([{ key: 'b.txt' }]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });

  test('stays while one of them is busy', async () => {
    const world = createUpkeepWorld();
    const [a, b] = [upload(world, 'a', { key: 'a.txt' }), upload(world, 'b', { key: 'b.txt' })];
    await processFile({ file: a, receives: 1 }, world.run());
    const leaseUntil = new Date(world.clock.now() + 1_000).toISOString();
    const { reasonCode: _code, ...row } = onlyRow(world);
    world.table.load({ ...row, status: 'PROCESSING', token: 'other', leaseUntil });
    world.deadLetters.put(JSON.stringify(records(a, b)));
    expect(disposals(await run(world))).toMatchObject([{ done: 'left' }, { done: 'sent' }]);
    expect(world.deadLetters.bodies()).toHaveLength(1);
  });
});
