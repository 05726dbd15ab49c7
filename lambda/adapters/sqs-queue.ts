// The file queue, as far as the function uses it itself: it only puts off the next delivery of a message.
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../core/ports.ts';
import { orTryAgain } from './sdk-errors.ts';

/** SQS counts whole seconds and refuses more than 12 hours. */
const MAX_VISIBILITY_IN_SECONDS = 12 * 60 * 60;

export function createSqsQueue({ client, queueUrl }: { client: SQSClient; queueUrl: string }): Queue {
  return {
    changeVisibility: async (receiptHandle, seconds) => {
      const wholeSeconds = Math.min(MAX_VISIBILITY_IN_SECONDS, Math.max(0, Math.ceil(seconds)));
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: wholeSeconds,
      });
      await orTryAgain('putting off the message', () => client.send(command));
    },
  };
}
