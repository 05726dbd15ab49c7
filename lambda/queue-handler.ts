// Queue event in, partial batch response out: what every function behind a queue shares.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { UnknownMessage } from './core/errors.ts';
import type { QueueMessage } from './core/process-batch.ts';
import { logger } from './telemetry.ts';

export interface QueueWork {
  /** Deals with a batch and tells it; returns the ids of the messages that must come again. */
  work(messages: readonly QueueMessage[], context: Context): Promise<readonly string[]>;
  /** Counts the messages of a batch that failed as a whole. */
  countFailures(messages: number, context: Context): void;
}

/**
 * The handler of an SQS event source with ReportBatchItemFailures. Two declared parameters: the runtime refuses a third.
 * Fail-closed: whatever goes wrong outside the handling of one message makes every message a failed item.
 */
export function createQueueHandler({ work, countFailures }: QueueWork) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    logger.addContext(context);
    const messages = messagesOf(event);
    // A release asks so whether the function lives; a run without a line looks like one that died.
    if (messages.length === 0) logger.info('no messages');
    try {
      return failedItems(await work(messages, context));
    } catch (error) {
      logger.error('batch failed', { error: error as Error, message_count: messages.length });
      countFailures(messages.length, context);
      return failedItems(messages.map(({ messageId }) => messageId));
    }
  };
}

function messagesOf(event: SQSEvent): QueueMessage[] {
  if (!Array.isArray(event?.Records))
    throw new UnknownMessage('The event is not from a queue: it has no Records.');
  return event.Records.map((record: SQSRecord) => ({
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    body: record.body,
    receives: Number(record.attributes.ApproximateReceiveCount),
    ...sentAt(record.attributes.SentTimestamp),
  }));
}

/** Only for the log, so a queue that tells no time, or nonsense, is no reason to fail. */
function sentAt(epochInMs: string | undefined): { sentAt?: string } {
  const time = new Date(Number(epochInMs));
  return Number.isNaN(time.getTime()) ? {} : { sentAt: time.toISOString() };
}

function failedItems(messageIds: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
