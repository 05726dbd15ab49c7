// What every file queue must do: put off the next delivery of one received message.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { createSqsQueue } from '../../../lambda/adapters/sqs-queue.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { Queue } from '../../../lambda/core/ports.ts';
import { createMemoryQueue } from '../../support/fakes/memory-queue.ts';
import { closeClients, engineClients, uniqueName } from './engine-resources.ts';

interface Subject {
  queue: Queue;
  /** Sends and receives a message. */
  takeMessage(): Promise<string>;
  /** Whether the message can be received right now. */
  isVisible(receiptHandle: string): Promise<boolean>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const queue = createMemoryQueue();
  let count = 0;
  return {
    queue,
    takeMessage: async () => `receipt-${++count}`,
    isVisible: async (receiptHandle) =>
      queue.changes.findLast((change) => change.receiptHandle === receiptHandle)?.seconds === 0,
    close: () => undefined,
  };
}

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const { QueueUrl: queueUrl = '' } = await clients.sqs.send(
    new CreateQueueCommand({ QueueName: uniqueName('files'), Attributes: { VisibilityTimeout: '60' } }),
  );
  const receive = async () => {
    const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
    return Messages[0]?.ReceiptHandle;
  };
  return {
    queue: createSqsQueue({ client: clients.sqs, queueUrl }),
    takeMessage: async () => {
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }));
      return (await receive()) ?? '';
    },
    isVisible: async () => (await receive()) !== undefined,
    close: () => closeClients(clients),
  };
}

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('queue: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  test('keeps a message away for so many seconds, or brings it back at once', async () => {
    const receiptHandle = await subject.takeMessage();
    await subject.queue.changeVisibility(receiptHandle, 30);
    expect(await subject.isVisible(receiptHandle)).toBe(false);
    await subject.queue.changeVisibility(receiptHandle, 0);
    expect(await subject.isVisible(receiptHandle)).toBe(true);
  });
});

describe('queue: engine only', () => {
  test('fails in a way that can be tried again when the message is not ours', async () => {
    const { sqs } = engineClients();
    const { QueueUrl: queueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: uniqueName('files') }),
    );
    const queue = createSqsQueue({ client: sqs, queueUrl });
    await expect(queue.changeVisibility('not-a-receipt-handle', 1)).rejects.toThrow(TryAgain);
    sqs.destroy();
  });
});
