// The way of one announcement to Slack, with a fault at every call.
import { describe, expect, test } from '@jest/globals';
import { deliver } from '../../../../lambda/core/slack/deliver.ts';
import type { PostAnswer } from '../../../../lambda/core/slack/ports.ts';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';
import { ALERTS_TOPIC, createSlackWorld, snsMessage, type SlackWorld } from '../../../support/slack-world.ts';

const FILE = fileNotice(committedRow()).machineText;
const ID = `${committedRow().documentId}-1`;
const HAPPY_PATH = ['read', 'secret', 'claim', 'post', 'mark'];

/** Delivers the same message until it is acknowledged; leases run out in between. */
async function untilDone(world: SlackWorld): Promise<number> {
  for (let receives = 1; receives <= 5; receives++) {
    const delivery = await deliver(snsMessage(FILE, { receives }), world.run());
    if (delivery.action === 'acknowledge') return receives;
    world.clock.advance(delivery.delayInSeconds * 1000 + 1);
  }
  throw new Error('It was never acknowledged.');
}

describe('a message', () => {
  test('is looked up, claimed, posted and recorded', async () => {
    const world = createSlackWorld();
    expect(await deliver(snsMessage(FILE), world.run())).toEqual({
      id: ID,
      action: 'acknowledge',
      why: 'posted',
    });
    expect(world.calls).toEqual(HAPPY_PATH);
    expect(world.posted).toHaveLength(1);
  });

  test('that was posted costs one read when it comes again', async () => {
    const world = createSlackWorld();
    await deliver(snsMessage(FILE), world.run());
    world.calls.length = 0;
    expect(await deliver(snsMessage(FILE, { receives: 2 }), world.run())).toMatchObject({ why: 'duplicate' });
    expect(world.calls).toEqual(['read']);
  });

  test('that somebody else posts just then waits for the end of that lease', async () => {
    const world = createSlackWorld();
    world.postings.items.set(ID, { token: 'other', leaseUntil: world.clock.now() + 12_000 });
    expect(await deliver(snsMessage(FILE), world.run())).toMatchObject({
      action: 'return',
      why: 'leased',
      delayInSeconds: 12,
    });
    expect(world.posted).toEqual([]);
    world.clock.advance(12_001);
    expect(await deliver(snsMessage(FILE), world.run())).toMatchObject({ why: 'posted' });
  });

  test('that is a probe is acknowledged without a call', async () => {
    const world = createSlackWorld();
    const probe = fileNotice(committedRow({ fileName: `probe/${'a'.repeat(64)}.txt` })).machineText;
    expect(await deliver(snsMessage(probe), world.run())).toMatchObject({ why: 'not-for-people' });
    expect(world.calls).toEqual([]);
  });

  test.each([
    ['no JSON', 'rubbish'],
    ['no envelope', JSON.stringify({ hello: 1 })],
    ['a result without an id', snsMessage({ type: 'file' }).body],
    ['a result that is a text', snsMessage('hello').body],
    ['an id that is none', snsMessage({ type: 'file', notificationId: 'a b' }).body],
  ])('that cannot be understood comes back without slowing down: %s', async (_what, body) => {
    const world = createSlackWorld();
    const message = { ...snsMessage(FILE), body, receives: 5 };
    expect(await deliver(message, world.run())).toEqual({
      action: 'return',
      why: 'unknown-message',
      delayInSeconds: 10,
    });
    expect(world.calls).toEqual([]);
  });

  test('of the alerts topic goes by the id of SNS', async () => {
    const world = createSlackWorld();
    const alert = snsMessage('A run failed.', { topic: ALERTS_TOPIC, messageId: 'alert-1' });
    await deliver(alert, world.run());
    expect(await deliver({ ...alert, receives: 2 }, world.run())).toMatchObject({
      id: 'alert-1',
      why: 'duplicate',
    });
    expect(world.posted).toHaveLength(1);
  });
});

describe('an answer', () => {
  const answered = async (answer: PostAnswer, receives = 1) => {
    const world = createSlackWorld();
    world.answers.push(answer);
    return { world, delivery: await deliver(snsMessage(FILE, { receives }), world.run()) };
  };

  test('that asks for patience gets it', async () => {
    const { world, delivery } = await answered({ outcome: 'busy', retryAfterInSeconds: 42 }, 3);
    expect(delivery).toEqual({ id: ID, action: 'return', why: 'slack-busy', delayInSeconds: 42 });
    expect(world.calls.at(-1)).toBe('release');
    expect(await deliver(snsMessage(FILE), world.run())).toMatchObject({ why: 'posted' });
  });

  test.each([
    [1, 10],
    [2, 30],
    [3, 90],
    [6, 900],
  ])('that failed at receive %i is tried again after %i s', async (receives, delayInSeconds) => {
    const { delivery } = await answered(
      { outcome: 'failed', status: 503, word: 'no_word_of_slack' },
      receives,
    );
    expect(delivery).toMatchObject({ why: 'failed', delayInSeconds, status: 503 });
  });

  test.each([
    [403, 2],
    [404, 2],
    [410, 2],
    [400, 1],
    [302, 1],
  ])('%i: the secret was read %i times after the next try', async (status, reads) => {
    const { world, delivery } = await answered({ outcome: 'refused', status, word: 'no_service' });
    expect(delivery).toMatchObject({ why: 'refused', status, word: 'no_service', delayInSeconds: 10 });
    await deliver(snsMessage(FILE), world.run());
    expect(world.reads).toBe(reads);
  });
});

describe('a fault', () => {
  test.each(HAPPY_PATH.map((name, index) => [name, index + 1] as const))(
    'before the effect of %s: it is posted exactly once',
    async (_name, call) => {
      const world = createSlackWorld();
      world.faults.set(call, 'error before');
      await untilDone(world);
      expect(world.posted).toHaveLength(1);
    },
  );

  test.each(HAPPY_PATH.map((name, index) => [name, index + 1, name === 'post' ? 2 : 1] as const))(
    'after the effect of %s: it is posted, and twice only when the answer of Slack was lost',
    async (_name, call, posts) => {
      const world = createSlackWorld();
      world.faults.set(call, 'error after');
      await untilDone(world);
      expect(world.posted).toHaveLength(posts);
    },
  );

  test('of the record: the message is acknowledged and says so', async () => {
    const world = createSlackWorld();
    world.faults.set(5, 'error before');
    expect(await deliver(snsMessage(FILE), world.run())).toMatchObject({
      action: 'acknowledge',
      why: 'posted',
      unmarked: expect.any(Error),
    });
  });

  test('of giving the claim back: the lease ends by itself', async () => {
    const world = createSlackWorld();
    world.answers.push({ outcome: 'failed', word: 'timed_out' });
    world.faults.set(5, 'error before');
    expect(await untilDone(world)).toBeGreaterThan(1);
    expect(world.posted).toHaveLength(1);
  });

  test('of a process that dies after the claim: somebody else posts when the lease is over', async () => {
    const world = createSlackWorld();
    const died = { token: 'dead', leaseUntil: world.clock.now() + 20_000 };
    world.postings.items.set(ID, died);
    await untilDone(world);
    expect(world.posted).toHaveLength(1);
  });

  test('two at once: one posts', async () => {
    const world = createSlackWorld();
    const both = await Promise.all([1, 2].map(() => deliver(snsMessage(FILE), world.run())));
    expect(both.map(({ why }) => why).sort()).toEqual(['leased', 'posted']);
    expect(world.posted).toHaveLength(1);
  });

  test('a secret that is no address: nothing is claimed, and the error does not tell it', async () => {
    const world = createSlackWorld();
    world.secret = 'http://hooks.slack.com/services/sEcReT';
    const delivery = await deliver(snsMessage(FILE), world.run());
    expect(delivery).toMatchObject({ why: 'error', delayInSeconds: 10 });
    expect(String('error' in delivery && (delivery.error as Error).stack)).not.toContain('sEcReT');
    expect(world.calls).toEqual(['read', 'secret']);
  });
});
