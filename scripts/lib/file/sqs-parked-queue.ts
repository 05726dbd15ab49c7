// The parked queue on SQS.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { orTryAgain } from '../../../lambda/adapters/sdk-errors.ts';
import type { QueueOptions } from '../../../lambda/adapters/sqs-dead-letters.ts';
import type { ParkedMessage, ParkedQueue } from './parked.ts';

/** Any wait at all makes SQS ask all of its servers; without it some of few messages are overlooked. */
const WAIT_IN_SECONDS = 1;

export function createSqsParkedQueue({ client, queueUrl: QueueUrl }: QueueOptions): ParkedQueue {
  return {
    receive: async (most, hiddenForSeconds) => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: most,
        VisibilityTimeout: hiddenForSeconds,
        WaitTimeSeconds: WAIT_IN_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: ['reason'],
      });
      const { Messages = [] } = await orTryAgain('looking at the parked queue', () => client.send(command));
      return Messages.map(toParked);
    },
    showAgain: async (ReceiptHandle) => {
      const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      await orTryAgain('giving a parked message back', () => client.send(command));
    },
    delete: async (ReceiptHandle) => {
      const command = new DeleteMessageCommand({ QueueUrl, ReceiptHandle });
      await orTryAgain('deleting a parked message', () => client.send(command));
    },
  };
}

function toParked(message: Message): ParkedMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes } = message;
  const reason = MessageAttributes?.reason?.StringValue;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    parkedAt: Number(Attributes?.SentTimestamp),
    ...(reason !== undefined && { reason }),
  };
}
