// Queue event in, partial batch response out: extract, validate, call the core, tell what happened.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { UnknownMessage } from './core/errors.ts';
import { processBatch, type QueueMessage } from './core/process-batch.ts';
import { deadlinesOf, type Ports, type Settings } from './core/run.ts';
import { countUnexpectedFailures, reportBatch, reportTaken } from './file-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface FileSystemParts {
  ports: Ports;
  settings: Settings;
  environmentName: string;
}

/**
 * The handler of an SQS event source with ReportBatchItemFailures. Two declared parameters: the runtime refuses a third.
 * Fail-closed: whatever goes wrong outside the handling of one file makes every message a failed item.
 */
export function createFileBatchHandler({ ports, settings, environmentName }: FileSystemParts) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    logger.addContext(context);
    const messages = messagesOf(event);
    // A release asks so whether the function lives; a run without a line looks like one that died.
    if (messages.length === 0) logger.info('no messages');
    const telemetry = { environmentName, functionVersion: context.functionVersion };
    const times = { now: ports.clock.now(), remainingInMs: context.getRemainingTimeInMillis() };
    try {
      const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
      const batch = await processBatch(messages, { ...ports, settings, deadlines, onTaken: reportTaken });
      reportBatch(batch, telemetry);
      return failedItems(batch.failedMessageIds);
    } catch (error) {
      logger.error('batch failed', { error: error as Error, message_count: messages.length });
      countUnexpectedFailures(messages.length, telemetry);
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
