// The function notify-slack from event to answer: partial failures, log lines, metrics, and no line that tells the address.
import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from '@jest/globals';
import { captureOutput } from '../support/captured-output.ts';
import { createSlackWorld, snsMessage, type SlackWorld } from '../support/slack-world.ts';

// Powertools reads these when its objects are made.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'notify-slack',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createNotifySlackHandler } = await import('../../lambda/notify-slack-handler.ts');

const output = captureOutput();
const context = {
  functionName: 'notify-slack',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 60_000,
} as Context;

const message = (n: number) =>
  snsMessage({ type: 'digest', notificationId: `digest-${n}`, total: n }, { messageId: `m${n}` });

const eventOf = (messages: ReturnType<typeof message>[]): SQSEvent =>
  ({
    Records: messages.map(({ messageId, receiptHandle, body, receives }) => ({
      messageId,
      receiptHandle,
      body,
      attributes: { ApproximateReceiveCount: String(receives) },
    })),
  }) as SQSEvent;

function handlerOf(world: SlackWorld) {
  const { settings, startBefore: _, ...ports } = world.run();
  return createNotifySlackHandler({ ports, settings, environmentName: 'test' });
}

describe('notify-slack', () => {
  test('answers with the messages that must come again, logs each, and counts', async () => {
    const world = createSlackWorld();
    world.answers.push({ outcome: 'posted' }, { outcome: 'refused', status: 404, word: 'no_service' });
    const answer = await handlerOf(world)(eventOf([1, 2, 3].map(message)), context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'sqs-m2' }] });
    expect(output.logged('message sent to slack')).toMatchObject([
      { message_id: 'sqs-m1', notification_id: 'digest-1' },
      { notification_id: 'digest-3' },
    ]);
    expect(output.logged('message refused by slack')).toMatchObject([
      {
        level: 'ERROR',
        notification_id: 'digest-2',
        http_status: 404,
        word: 'no_service',
        delay_seconds: 10,
      },
    ]);
    expect(output.metrics()).toMatchObject([
      {
        environment: 'test',
        SlackMessagesSent: 2,
        SlackMessagesReturned: 1,
        SlackMessagesRefused: 1,
        UnexpectedFailures: 0,
      },
    ]);
    expect(output.plain()).toEqual([]);
  });

  test('takes the empty batch of the release check', async () => {
    expect(await handlerOf(createSlackWorld())({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
    expect(output.metrics()).toEqual([]);
  });

  test('refuses what is no batch', async () => {
    await expect(handlerOf(createSlackWorld())({} as SQSEvent, context)).rejects.toThrow('no Records');
  });

  test('leaves alone what it has no time for', async () => {
    const world = createSlackWorld();
    const late = { ...context, getRemainingTimeInMillis: () => 20_000 } as Context;
    const answer = await handlerOf(world)(eventOf([message(1)]), late);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(world.posted).toEqual([]);
  });

  test('no line tells the address, whatever goes wrong', async () => {
    const answers = [
      { outcome: 'failed', word: 'timed_out' },
      { outcome: 'busy', retryAfterInSeconds: 1 },
      { outcome: 'refused', status: 410, word: 'no_team' },
    ] as const;
    for (const answer of answers) {
      const world = createSlackWorld();
      world.answers.push(answer);
      await handlerOf(world)(eventOf([1, 2].map(message)), context);
    }
    for (const call of [1, 2, 3, 4, 5, 6]) {
      const world = createSlackWorld();
      world.faults.set(call, 'error before');
      await handlerOf(world)(eventOf([1, 2].map(message)), context);
    }
    const world = createSlackWorld();
    world.secret = 'http://hooks.slack.com/services/sEcReT';
    await handlerOf(world)(eventOf([message(1)]), context);
    expect(output.lines().length).toBeGreaterThan(20);
    expect(JSON.stringify(output.lines())).not.toMatch(/sEcReT|hooks\.slack/);
  });
});
