import { describe, expect, test } from '@jest/globals';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { processBatch, type QueueMessage } from '../../../lambda/core/process-batch.ts';
import { envelope } from '../../support/events.ts';
import { BUCKET, createWorld, upload, type World } from '../../support/world.ts';

const message = (messageId: string, body: unknown): QueueMessage => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body: JSON.stringify(body),
  receives: 1,
});

describe('an event without a version id', () => {
  const bare = (world: World, eTag: string) =>
    message(
      'm',
      envelope({
        bucketName: BUCKET,
        key: 'notes.txt',
        eTag,
        size: 7,
        time: new Date(world.clock.now()).toISOString(),
      }),
    );

  test('means the version whose ETag it names', async () => {
    const world = createWorld();
    const first = upload(world, 'one two');
    upload(world, 'two one');
    await processBatch([bare(world, first.eTag ?? '')], world.run());
    expect(world.table.rows().map(({ versionId }) => versionId)).toEqual([first.versionId]);
  });

  test('is not used up by a version that another delivery announced meanwhile', async () => {
    const world = createWorld();
    const [first] = [upload(world), upload(world)];
    // While this delivery is about to claim the oldest version, another one finishes it.
    world.before.set('claim', async () => {
      world.before.delete('claim');
      await processBatch([bare(world, first.eTag ?? '')], world.run());
    });
    const overtaken = await processBatch([bare(world, first.eTag ?? '')], world.run());
    expect(overtaken.failedMessageIds).toEqual(['m']);
    expect((await processBatch([bare(world, first.eTag ?? '')], world.run())).failedMessageIds).toEqual([]);
    expect(world.table.rows().map(({ notification }) => notification)).toEqual(['SENT', 'SENT']);
  });

  test('is not used up by a version that another delivery committed', async () => {
    const world = createWorld();
    const [first] = [upload(world), upload(world)];
    // While this delivery is about to claim the oldest version, another one commits it and is cut off before it announces it.
    world.before.set('claim', async () => {
      world.before.delete('claim');
      world.before.set('putIfAbsent', () => Promise.reject(new TryAgain('out of reach')));
      await processBatch([bare(world, first.eTag ?? '')], world.run());
      world.before.delete('putIfAbsent');
    });
    const late = await processBatch([bare(world, first.eTag ?? '')], world.run());
    expect(late.results.map(({ result }) => result.why)).toEqual(['finished']);
    expect(late.failedMessageIds).toEqual(['m']);
    expect((await processBatch([bare(world, first.eTag ?? '')], world.run())).failedMessageIds).toEqual([]);
    expect(world.table.rows().map(({ notification }) => notification)).toEqual(['SENT', 'SENT']);
  });

  test('means the oldest version without a row when several have the ETag, in the order of their uploads', async () => {
    const world = createWorld();
    const files = [upload(world), upload(world), upload(world)];
    for (let deliveries = 0; deliveries < 5; deliveries++) {
      expect((await processBatch([bare(world, files[0]?.eTag ?? '')], world.run())).failedMessageIds).toEqual(
        [],
      );
    }
    const rows = world.table.rows();
    expect(rows.map(({ versionId }) => versionId)).toEqual(files.map(({ versionId }) => versionId));
    expect(rows.map(({ uploadedAt }) => uploadedAt)).toEqual(
      [...new Set(rows.map(({ uploadedAt }) => uploadedAt))].sort(),
    );
    expect(world.notices.published).toHaveLength(3);
  });

  test('is acknowledged and counted when no version is left that it could mean', async () => {
    const world = createWorld();
    const { failedMessageIds, results } = await processBatch([bare(world, 'gone')], world.run());
    expect(failedMessageIds).toEqual([]);
    expect(results.map(({ result }) => result.why)).toEqual(['vanished']);
  });
});
