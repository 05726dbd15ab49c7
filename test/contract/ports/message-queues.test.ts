// What the queues of redrive and reconcile must do: hand out, hide and delete dead letters, take messages about files, keep parked ones.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqsDeadLetters } from '../../../lambda/adapters/sqs-dead-letters.ts';
import { createSqsFileMessages } from '../../../lambda/adapters/sqs-file-messages.ts';
import { createSqsParkedMessages } from '../../../lambda/adapters/sqs-parked-messages.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { DeadLetters, FileMessages, ParkedMessages } from '../../../lambda/core/ports.ts';
import {
  createMemoryDeadLetters,
  createMemoryFileMessages,
  createMemoryParkedMessages,
} from '../../support/fakes/memory-message-queues.ts';
import { closeClients, engineClients, uniqueName } from './engine-resources.ts';

interface Subject {
  deadLetters: DeadLetters;
  fileMessages: FileMessages;
  parkedMessages: ParkedMessages;
  putDeadLetter(body: string): Promise<void>;
  /** Bodies of file messages that can be received right now. */
  fileBodies(): Promise<string[]>;
  parkedBodies(): Promise<string[]>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const deadLetters = createMemoryDeadLetters(systemClock);
  const fileMessages = createMemoryFileMessages();
  const parkedMessages = createMemoryParkedMessages();
  return {
    deadLetters,
    fileMessages,
    parkedMessages,
    putDeadLetter: async (body) => deadLetters.put(body),
    fileBodies: async () =>
      fileMessages.sent.filter(({ delayInSeconds }) => delayInSeconds === 0).map(({ body }) => body),
    parkedBodies: async () => parkedMessages.parked.map(({ body }) => body),
    close: () => undefined,
  };
}

async function createQueue(sqs: SQSClient): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('letters') }));
  return QueueUrl;
}

/** Everything that can be received right now; it stays hidden afterwards. */
async function receiveAll(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
  }
}

const bodiesOf = (messages: readonly Message[]) => messages.map(({ Body = '' }) => Body);

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const { sqs: client } = clients;
  const [dead = '', files = '', parked = ''] = await Promise.all([1, 2, 3].map(() => createQueue(client)));
  return {
    deadLetters: createSqsDeadLetters({ client, queueUrl: dead }),
    fileMessages: createSqsFileMessages({ client, queueUrl: files }),
    parkedMessages: createSqsParkedMessages({ client, queueUrl: parked }),
    putDeadLetter: async (MessageBody) =>
      void (await client.send(new SendMessageCommand({ QueueUrl: dead, MessageBody }))),
    fileBodies: async () => bodiesOf(await receiveAll(client, files)),
    parkedBodies: async () => bodiesOf(await receiveAll(client, parked)),
    close: () => closeClients(clients),
  };
}

/** As large as a message of an old queue can be. */
const LARGEST = 'x'.repeat(256 * 1024);

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('queues of redrive and reconcile: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  test('hand out no more dead letters than asked for, hide them, and bring back what is not deleted', async () => {
    const { deadLetters } = subject;
    for (const body of ['a', 'b \u{1F4C4}', 'c']) await subject.putDeadLetter(body);
    const first = await deadLetters.receive(2, 2);
    expect(first).toHaveLength(2);
    expect(new Set(first.map(({ messageId }) => messageId)).size).toBe(2);
    const rest = await deadLetters.receive(10, 2);
    expect(rest).toHaveLength(1);
    expect([...first, ...rest].map(({ body }) => body).sort()).toEqual(['a', 'b \u{1F4C4}', 'c']);
    expect(await deadLetters.receive(10, 2)).toEqual([]);
    await deadLetters.delete(first[0]?.receiptHandle ?? '');
    await systemClock.sleep(2_500);
    const again = await deadLetters.receive(10, 60);
    expect(again.map(({ messageId }) => messageId).sort()).toEqual(
      [first[1]?.messageId, rest[0]?.messageId].sort(),
    );
    for (const { receiptHandle } of again) await deadLetters.delete(receiptHandle);
  }, 20_000);

  test('take a message about a file now, or hide it for so long', async () => {
    await subject.fileMessages.send('now', 0);
    await subject.fileMessages.send('later', 900);
    expect(await subject.fileBodies()).toEqual(['now']);
  });

  test('keep a parked message word for word, also the largest', async () => {
    const bodies = ['not json \u{1F4C4}', LARGEST];
    for (const body of bodies)
      await subject.parkedMessages.park({ messageId: 'm', body, reason: 'Nobody\nunderstands it.' });
    expect((await subject.parkedBodies()).sort()).toEqual([...bodies].sort());
  });
});

describe('queues of redrive and reconcile: engine only', () => {
  test('a parked message carries its reason and where it came from, when there is room', async () => {
    const clients = engineClients();
    const queueUrl = await createQueue(clients.sqs);
    const parked = createSqsParkedMessages({ client: clients.sqs, queueUrl });
    await parked.park({ messageId: 'm-1', body: 'x', reason: 'Nobody\nunderstands é.' });
    await parked.park({ messageId: 'm-2', body: LARGEST, reason: 'Nobody understands it.' });
    const messages = await receiveAll(clients.sqs, queueUrl);
    const attributes = messages.map(({ MessageAttributes = {} }) =>
      Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    );
    expect(attributes).toContainEqual({ reason: 'Nobody?understands ?.', deadLetterMessageId: 'm-1' });
    expect(attributes).toContainEqual({});
    closeClients(clients);
  });

  test('every call fails in a way that can be tried again', async () => {
    const clients = engineClients();
    const missing = { client: clients.sqs, queueUrl: `${await createQueue(clients.sqs)}-none` };
    await expect(createSqsDeadLetters(missing).receive(1, 1)).rejects.toThrow(TryAgain);
    await expect(createSqsDeadLetters(missing).delete('x')).rejects.toThrow(TryAgain);
    await expect(createSqsFileMessages(missing).send('x', 0)).rejects.toThrow(TryAgain);
    const message = { messageId: 'm', body: 'x', reason: 'r' };
    await expect(createSqsParkedMessages(missing).park(message)).rejects.toThrow(TryAgain);
    closeClients(clients);
  });
});
