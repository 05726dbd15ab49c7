import { describe, expect, test } from '@jest/globals';
import { processBatch, type QueueMessage } from '../../../lambda/core/process-batch.ts';
import { envelope, s3Record } from '../../support/events.ts';
import { BUCKET, createWorld, INVOCATION_IN_MS, upload, type World } from '../../support/world.ts';

const message = (messageId: string, body: unknown, receives = 1): QueueMessage => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receives,
});

/** The event of a fresh upload. */
function eventOf(world: World, key: string, content = 'one two') {
  const { versionId, eTag } = upload(world, content, { key });
  return envelope({ bucketName: BUCKET, key, versionId, eTag: eTag ?? '', size: content.length });
}

describe('processBatch', () => {
  test('acknowledges what is done and hands back the rest, for every one of 2^10 subsets', async () => {
    for (let subset = 0; subset < 1024; subset++) {
      const world = createWorld();
      const isGood = (at: number) => (subset & (1 << at)) !== 0;
      const batch = Array.from({ length: 10 }, (_, at) =>
        message(`m${at}`, isGood(at) ? eventOf(world, `${at}.txt`) : 'hello'),
      );
      const { failedMessageIds } = await processBatch(batch, world.run());
      expect(failedMessageIds).toEqual(
        batch.map(({ messageId }) => messageId).filter((_, at) => !isGood(at)),
      );
    }
  });

  test('acknowledges a message of several files only when all are done', async () => {
    const world = createWorld();
    const good = upload(world, 'one two', { key: 'good.txt' });
    const bad = upload(world, 'one two', { key: 'bad.txt' });
    const realMeasure = world.measure;
    world.measure = async (input) => {
      if (input.fileName === 'bad.txt') throw new Error('connection cut');
      return realMeasure(input);
    };
    const records = [good, bad].map((file) => s3Record({ ...file, size: 7 }));
    const { failedMessageIds, results } = await processBatch(
      [message('m', { Records: records })],
      world.run(),
    );
    expect(failedMessageIds).toEqual(['m']);
    expect(results.map(({ result }) => result.why).sort()).toEqual(['error', 'finished']);
    expect(world.queue.changes).toEqual([{ receiptHandle: 'handle-m', seconds: 10 }]);
  });

  test('hands back a message that it does not understand, without growing delay', async () => {
    const world = createWorld();
    const { failedMessageIds, results } = await processBatch([message('m', '{}', 7)], world.run());
    expect(failedMessageIds).toEqual(['m']);
    expect(results).toEqual([
      {
        messageId: 'm',
        result: { action: 'return', why: 'unknown-message', delayInSeconds: 10 },
        durationInMs: 0,
      },
    ]);
  });

  test('acknowledges and counts test events and folder markers', async () => {
    const world = createWorld();
    const batch = [
      message('a', { Event: 's3:TestEvent' }),
      message('b', envelope({ key: 'folder/', size: 0 })),
    ];
    expect(await processBatch(batch, world.run())).toMatchObject({
      failedMessageIds: [],
      skipped: ['test-event', 'folder-marker'],
    });
    expect(world.table.rows()).toEqual([]);
  });

  test('hands back what was not started before the deadline, unclaimed and at once', async () => {
    const world = createWorld();
    const realMeasure = world.measure;
    world.measure = async (input) => {
      world.clock.advance(INVOCATION_IN_MS * 0.95);
      return realMeasure(input);
    };
    // Large files run one by one.
    const large = 'x'.repeat(2 * 1024 * 1024);
    const batch = ['a.txt', 'b.txt'].map((key) => message(key, eventOf(world, key, large)));
    const { failedMessageIds } = await processBatch(batch, world.run());
    expect(failedMessageIds).toEqual(['b.txt']);
    expect(world.queue.changes).toEqual([{ receiptHandle: 'handle-b.txt', seconds: 0 }]);
    expect(world.table.rows().map(({ fileName }) => fileName)).toEqual(['a.txt']);
  });

  test('runs files with an earlier, unreleased attempt last and alone, by attempt', async () => {
    const world = createWorld();
    const order: string[] = [];
    let atOnce = 0;
    const realMeasure = world.measure;
    const events = ['bad.txt', 'worse.txt', 'fresh-1.txt', 'fresh-2.txt'].map(
      (key) => [key, eventOf(world, key)] as const,
    );
    world.measure = () => new Promise(() => undefined);
    const crash = async (key: string) => {
      void processBatch([message(key, events.find(([name]) => name === key)?.[1])], world.run());
      await new Promise((resolve) => setImmediate(resolve));
      world.clock.advance(INVOCATION_IN_MS + 61_000);
    };
    for (const key of ['worse.txt', 'worse.txt', 'bad.txt']) await crash(key);
    world.measure = async (input) => {
      order.push(input.fileName);
      atOnce++;
      if (input.fileName.includes('ad') || input.fileName.includes('worse')) expect(atOnce).toBe(1);
      const verdict = await realMeasure(input);
      atOnce--;
      return verdict;
    };
    const batch = ['worse.txt', 'bad.txt', 'fresh-1.txt', 'fresh-2.txt'].map((key) =>
      message(key, events.find(([name]) => name === key)?.[1]),
    );
    expect((await processBatch(batch, world.run())).failedMessageIds).toEqual([]);
    expect(order).toEqual(['fresh-1.txt', 'fresh-2.txt', 'bad.txt', 'worse.txt']);
  });

  test('loses nothing when the visibility cannot be changed', async () => {
    const world = createWorld();
    world.faults.set(0, 'error before');
    const { failedMessageIds, ignoredErrors } = await processBatch([message('m', 'hello')], world.run());
    expect(failedMessageIds).toEqual(['m']);
    expect(ignoredErrors).toHaveLength(1);
  });

  test('fails as a whole when something breaks outside the handling of one file', async () => {
    const world = createWorld();
    const run = {
      ...world.run(),
      newToken: () => {
        throw new Error('no randomness');
      },
    };
    await expect(processBatch([message('m', eventOf(world, 'a.txt'))], run)).rejects.toThrow('no randomness');
  });
});
