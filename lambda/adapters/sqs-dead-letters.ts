// The dead-letter queue, as redrive sees it: messages that failed too often, taken a few at a time and deleted one by one.
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetters } from '../core/ports.ts';
import { orTryAgain } from './sdk-errors.ts';

export interface QueueOptions {
  client: SQSClient;
  queueUrl: string;
}

/** Any wait at all makes SQS ask all of its servers; without it some of few messages are overlooked. */
const WAIT_IN_SECONDS = 1;

export function createSqsDeadLetters({ client, queueUrl }: QueueOptions): DeadLetters {
  return {
    receive: async (most, hiddenForSeconds) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: most,
        VisibilityTimeout: hiddenForSeconds,
        WaitTimeSeconds: WAIT_IN_SECONDS,
      });
      const { Messages = [] } = await orTryAgain('receiving dead letters', () => client.send(command));
      return Messages.map(
        ({ MessageId: messageId = '', ReceiptHandle: receiptHandle = '', Body: body = '' }): DeadLetter => ({
          messageId,
          receiptHandle,
          body,
        }),
      );
    },
    delete: async (receiptHandle) => {
      const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle });
      await orTryAgain('deleting a dead letter', () => client.send(command));
    },
  };
}
