// The inbox of `npm start`: one queue for each topic with mail subscriptions, drained as long as the environment runs.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { stackNameOf, type Target } from '../../stacks.ts';
import { createKeptMessages, type KeptMessages } from './kept-messages.ts';
import { inboxMessage } from './message.ts';
import { mailSubscriptions, type MailSubscription } from './subscriptions.ts';

const WAIT_IN_SECONDS = 5;
/** After a failed call, for instance while the engine is busy with a storm. */
const REST_IN_MS = 1_000;

export interface Inbox {
  messages: KeptMessages;
  /** Ends the draining and removes the file; the queues go with the engine. */
  stop(): Promise<void>;
}

interface Box extends MailSubscription {
  queueUrl: string;
}

/** Makes the queues, subscribes them with the filters of the mails and drains them; the engine is the one at which the SDK of this process points. */
export async function startInbox(target: Target): Promise<Inbox> {
  const sqs = new SQSClient();
  const boxes = await makeBoxes(sqs, target);
  const messages = createKeptMessages();
  const ending = new AbortController();
  const drained = boxes.map((box) => drain({ sqs, box, messages, signal: ending.signal }));
  return {
    messages,
    stop: async () => {
      ending.abort();
      await Promise.all(drained);
      sqs.destroy();
      messages.remove();
    },
  };
}

async function makeBoxes(sqs: SQSClient, target: Target): Promise<Box[]> {
  const sns = new SNSClient();
  const cloudFormation = new CloudFormationClient();
  try {
    const subscriptions = await mailSubscriptions(cloudFormation, stackNameOf(target, 'sns'));
    return await Promise.all(
      subscriptions.map(async (subscription) => {
        const queueUrl = await makeQueue(sqs, stackNameOf(target, `inbox-${subscription.topic}`));
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
        );
        await sns.send(subscribe(subscription, Attributes?.QueueArn ?? ''));
        return { ...subscription, queueUrl };
      }),
    );
  } finally {
    sns.destroy();
    cloudFormation.destroy();
  }
}

async function makeQueue(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return QueueUrl;
}

function subscribe({ topicArn, filterPolicy, filterPolicyScope }: MailSubscription, queueArn: string) {
  return new SubscribeCommand({
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: queueArn,
    Attributes: {
      ...(filterPolicy && { FilterPolicy: filterPolicy }),
      ...(filterPolicyScope && { FilterPolicyScope: filterPolicyScope }),
    },
  });
}

interface Draining {
  sqs: SQSClient;
  box: Box;
  messages: KeptMessages;
  signal: AbortSignal;
}

/** First kept, then deleted: a message may be kept twice, never lost. */
async function drain(draining: Draining): Promise<void> {
  const { signal } = draining;
  while (!signal.aborted) {
    try {
      await drainOnce(draining);
    } catch {
      // The engine is ending or overloaded; what is in the queue stays there.
      await sleep(REST_IN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function drainOnce({ sqs, box: { queueUrl, topic }, messages, signal }: Draining): Promise<void> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: WAIT_IN_SECONDS,
    }),
    { abortSignal: signal },
  );
  if (Messages.length === 0) return;
  messages.add(Messages.map(({ Body = '' }) => inboxMessage({ body: Body, topic, now: Date.now() })));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: Messages.map(entryOf) }));
}

const entryOf = ({ ReceiptHandle }: Message, at: number) => ({ Id: String(at), ReceiptHandle });
