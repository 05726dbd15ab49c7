// Puts our own messages about files into the file queue.
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { FileMessages } from '../core/ports.ts';
import { orTryAgain } from './sdk-errors.ts';
import type { QueueOptions } from './sqs-dead-letters.ts';

export function createSqsFileMessages({ client, queueUrl }: QueueOptions): FileMessages {
  return {
    send: async (body, delayInSeconds) => {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        DelaySeconds: delayInSeconds,
      });
      await orTryAgain('sending a message about a file', () => client.send(command));
    },
  };
}
