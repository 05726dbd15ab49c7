// Queue event in, partial batch response out: one batch of announcements for Slack.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { UnknownMessage } from './core/errors.ts';
import type { QueueMessage } from './core/process-batch.ts';
import { deliverBatch } from './core/slack/deliver-batch.ts';
import type { SlackPorts, SlackSettings } from './core/slack/slack-run.ts';
import { countUnexpectedFailures, reportDeliveries } from './notify-slack-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface NotifySlackParts {
  ports: SlackPorts;
  settings: SlackSettings;
  environmentName: string;
}

/** No message is begun with less time than this: the secret, three calls of the table and the POST, each at its slowest. */
const LEAST_TIME_FOR_ONE_IN_MS = 25_000;

/**
 * The handler of an SQS event source with ReportBatchItemFailures.
 * Fail-closed: whatever goes wrong outside the handling of one message makes every message a failed item.
 */
export function createNotifySlackHandler({ ports, settings, environmentName }: NotifySlackParts) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    logger.addContext(context);
    const messages = messagesOf(event);
    // A release asks so whether the function lives; a run without a line looks like one that died.
    if (messages.length === 0) logger.info('no messages');
    try {
      const startBefore = ports.clock.now() + context.getRemainingTimeInMillis() - LEAST_TIME_FOR_ONE_IN_MS;
      const batch = await deliverBatch(messages, { ...ports, settings, startBefore });
      reportDeliveries(batch, environmentName);
      return failedItems(batch.failedMessageIds);
    } catch (error) {
      logger.error('batch failed', { error: error as Error, message_count: messages.length });
      countUnexpectedFailures(messages.length, environmentName);
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
  }));
}

function failedItems(messageIds: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
