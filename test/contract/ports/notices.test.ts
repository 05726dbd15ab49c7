// What every results topic must do: one call, one message, with the text and the attributes that subscribers filter on.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../../../lambda/adapters/clients.ts';
import { createSnsNotices } from '../../../lambda/adapters/sns-notices.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { Notice, Notices } from '../../../lambda/core/ports.ts';
import { createMemoryNotices } from '../../support/fakes/memory-notices.ts';
import { closeClients, engineClients, uniqueName } from './engine-resources.ts';

type Received = Pick<Notice, 'machineText' | 'subject' | 'attributes'>;

interface Subject {
  notices: Notices;
  /** Everything that a queue has received so far, in no particular order. */
  received(count: number): Promise<Received[]>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const notices = createMemoryNotices();
  return {
    notices,
    received: async () =>
      notices.published.map(({ machineText, subject, attributes }) => ({ machineText, subject, attributes })),
    close: () => undefined,
  };
}

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const { TopicArn: topicArn = '' } = await clients.sns.send(
    new CreateTopicCommand({ Name: uniqueName('results') }),
  );
  const queueUrl = await subscribeQueue(clients, topicArn);
  const received: Received[] = [];
  return {
    notices: createSnsNotices({ client: clients.sns, topicArn }),
    received: async (count) => {
      for (let polls = 0; polls < 10 && received.length < count; polls++)
        received.push(...(await receive(clients, queueUrl)));
      return received;
    },
    close: () => closeClients(clients),
  };
}

async function subscribeQueue({ sns, sqs }: Clients, topicArn: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('inbox') }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes?.QueueArn,
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  );
  return QueueUrl;
}

interface Envelope {
  Message: string;
  Subject: string;
  MessageAttributes: Record<string, { Type: string; Value: string }>;
}

async function receive({ sqs }: Clients, QueueUrl: string): Promise<Received[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  return Messages.map(({ Body = '' }) => {
    const { Message, Subject, MessageAttributes } = JSON.parse(Body) as Envelope;
    const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
    return { machineText: Message, subject: Subject, attributes: Object.fromEntries(attributes) };
  });
}

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('notices: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  test('publishes each notice once, with subject and attributes, whatever the text holds', async () => {
    const notices = ['first', 'quotes " and \\ and \u{1F4C4} and \u0001 and <&>\n'].map((name, i) => ({
      machineText: JSON.stringify({ fileName: name }),
      emailText: `The file ${name} was processed.`,
      subject: `File processed: ${i}`,
      attributes: { type: 'file', status: 'PROCESSED', audience: 'all', fileType: 'text/csv' },
    }));
    for (const notice of notices) await subject.notices.publish(notice);
    const received = await subject.received(notices.length);
    expect(received).toHaveLength(notices.length);
    expect(received).toEqual(
      expect.arrayContaining(notices.map(({ emailText: _text, ...machine }) => machine)),
    );
  });
});

describe('notices: engine only', () => {
  test('fails in a way that can be tried again when the topic is missing', async () => {
    const { sns } = engineClients();
    const topicArn = 'arn:aws:sns:us-east-1:000000000000:no-such-topic';
    const notice = { machineText: '{}', emailText: 'x', subject: 'x', attributes: { type: 'file' } };
    await expect(createSnsNotices({ client: sns, topicArn }).publish(notice)).rejects.toThrow(TryAgain);
    sns.destroy();
  });
});
