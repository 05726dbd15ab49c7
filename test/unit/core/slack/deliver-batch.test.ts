// A batch of announcements: one after the other, quiet after a 429, and nothing begun without time.
import { describe, expect, test } from '@jest/globals';
import { deliverBatch } from '../../../../lambda/core/slack/deliver-batch.ts';
import { createSlackWorld, snsMessage } from '../../../support/slack-world.ts';

const message = (n: number, receives = 1) =>
  snsMessage({ type: 'digest', notificationId: `digest-${n}`, total: n }, { messageId: `m${n}`, receives });

describe('deliverBatch', () => {
  test('returns what was not acknowledged, each after its own wait', async () => {
    const world = createSlackWorld();
    world.answers.push({ outcome: 'failed', word: 'timed_out' });
    const batch = await deliverBatch([message(1, 2), message(2)], world.run());
    expect(batch.failedMessageIds).toEqual(['sqs-m1']);
    expect([...world.delays]).toEqual([['handle-m1', 30]]);
    expect(world.posted).toHaveLength(1);
  });

  test('does not call Slack again after a 429; the rest waits as long', async () => {
    const world = createSlackWorld();
    world.answers.push({ outcome: 'posted' }, { outcome: 'busy', retryAfterInSeconds: 7 });
    const batch = await deliverBatch(
      [1, 2, 3, 4].map((n) => message(n)),
      world.run(),
    );
    expect(world.posted).toHaveLength(1);
    expect(world.calls.filter((name) => name === 'post')).toHaveLength(2);
    expect(batch.failedMessageIds).toEqual(['sqs-m2', 'sqs-m3', 'sqs-m4']);
    expect([...world.delays.values()]).toEqual([7, 7, 7]);
  });

  test('begins nothing for which there is no time', async () => {
    const world = createSlackWorld();
    const batch = await deliverBatch([message(1)], world.run({ startBefore: world.clock.now() }));
    expect(batch.results).toMatchObject([{ delivery: { why: 'not-started', delayInSeconds: 0 } }]);
    expect(world.posted).toEqual([]);
  });

  test('sends what failed for the last time to the dead letters without a wait', async () => {
    const world = createSlackWorld();
    world.answers.push(
      { outcome: 'refused', status: 404, word: 'no_service' },
      { outcome: 'refused', status: 404, word: 'no_service' },
    );
    await deliverBatch([message(1, 9), message(2, 10)], world.run());
    expect([...world.delays.values()]).toEqual([900, 0]);
  });

  test('keeps an error of the queue to itself: the message comes again by itself', async () => {
    const world = createSlackWorld();
    world.answers.push({ outcome: 'failed', word: 'timed_out' });
    world.faults.set(6, 'error before');
    const batch = await deliverBatch([message(1), message(2)], world.run());
    expect(batch.failedMessageIds).toEqual(['sqs-m1']);
    expect(batch.ignoredErrors).toHaveLength(1);
    expect(world.posted).toHaveLength(1);
  });
});
