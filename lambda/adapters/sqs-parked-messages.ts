// The parked queue: messages that nobody understands, word for word, each with the reason as an attribute.
import { type MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ParkedMessages } from '../core/ports.ts';
import { orTryAgain } from './sdk-errors.ts';
import type { QueueOptions } from './sqs-dead-letters.ts';

/**
 * SQS counts body and attributes together: 256 KiB on queues of old, 1 MiB on new ones. A message that filled its own queue
 * would be refused with attributes; it is parked without, and the log has the reason.
 */
const MAX_WITH_ATTRIBUTES_IN_BYTES = 255 * 1024;

export function createSqsParkedMessages({ client, queueUrl }: QueueOptions): ParkedMessages {
  return {
    park: async ({ messageId, body, reason }) => {
      const fits = Buffer.byteLength(body) <= MAX_WITH_ATTRIBUTES_IN_BYTES;
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...(fits && { MessageAttributes: { reason: text(reason), deadLetterMessageId: text(messageId) } }),
      });
      await orTryAgain('parking a message', () => client.send(command));
    },
  };
}

/** SQS refuses an empty text and control characters. */
function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value.replace(/[^ -~]/g, '?').slice(0, 500) || '-' };
}
