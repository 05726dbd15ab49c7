// A queue that receives what the topics send, since the engine delivers no e-mail: it shows what subscribers get.
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** One message of a topic as an envelope: subject and attributes are shown too. */
export interface InboxMessage {
  topicArn: string;
  /** What a `default` subscriber gets; for files the machine JSON. */
  message: string;
  subject?: string;
}

/** 14 days, the longest that SQS keeps a message. */
const RETENTION_IN_SECONDS = '1209600';

/** Name of the inbox of an environment. */
export function inboxNameOf(target: { projectName: string; environmentName: string }): string {
  return `${target.projectName}-${target.environmentName}-inbox`;
}

/** Creates the queue, subscribes it to the topics and returns its URL. */
export async function createInbox(options: { name: string; topicArns: readonly string[] }): Promise<string> {
  const sqs = new SQSClient();
  const sns = new SNSClient();
  try {
    const { QueueUrl: queueUrl = '' } = await sqs.send(
      new CreateQueueCommand({
        QueueName: options.name,
        Attributes: { MessageRetentionPeriod: RETENTION_IN_SECONDS },
      }),
    );
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    for (const topicArn of options.topicArns) {
      await sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: attributes.QueueArn }),
      );
    }
    return queueUrl;
  } finally {
    sqs.destroy();
    sns.destroy();
  }
}

/** All messages of the inbox, oldest first; looking takes nothing away (an address of the engine, not of SQS). */
export async function readInbox(options: { endpoint: string; queueUrl: string }): Promise<InboxMessage[]> {
  const address = `${options.endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(options.queueUrl)}`;
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`The engine does not show the inbox: ${response.status} ${await response.text()}`);
  }
  return parseInbox(await response.json());
}

/** By account, region and queue URL; we ask for one queue. */
interface Peeked {
  messages: Record<string, Record<string, Record<string, { Body: string }[]>>>;
}

/** The envelopes out of what the engine shows. */
export function parseInbox(answer: unknown): InboxMessage[] {
  const accounts = Object.values((answer as Peeked).messages);
  const queues = accounts.flatMap((regions) => Object.values(regions)).flatMap((urls) => Object.values(urls));
  return queues.flat().map(({ Body }) => {
    const envelope = JSON.parse(Body) as { TopicArn: string; Message: string; Subject?: string };
    return {
      topicArn: envelope.TopicArn,
      message: envelope.Message,
      ...(envelope.Subject !== undefined && { subject: envelope.Subject }),
    };
  });
}
