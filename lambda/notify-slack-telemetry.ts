// What is logged and counted of the delivery to Slack. Fixed messages and snake_case fields; never the address, never what a message says.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliveredBatch, MessageResult } from './core/slack/deliver-batch.ts';
import type { Delivery } from './core/slack/deliver.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

/** Logs one line for each message and emits the metrics of the batch. */
export function reportDeliveries(batch: DeliveredBatch, environmentName: string): void {
  for (const result of batch.results) reportDelivery(result);
  for (const error of batch.ignoredErrors) logger.warn('visibility not changed', { error: error as Error });
  if (batch.results.length === 0) return;
  const count = (isMeant: (delivery: Delivery) => boolean) =>
    batch.results.filter(({ delivery }) => isMeant(delivery)).length;
  measureIn(environmentName);
  metrics.addMetric('SlackMessagesSent', MetricUnit.Count, count(isPosted));
  metrics.addMetric(
    'SlackMessagesReturned',
    MetricUnit.Count,
    count(({ action }) => action === 'return'),
  );
  metrics.addMetric(
    'SlackMessagesRefused',
    MetricUnit.Count,
    count(({ why }) => why === 'refused'),
  );
  metrics.addMetric(
    'UnexpectedFailures',
    MetricUnit.Count,
    count(({ why }) => why === 'error'),
  );
  metrics.publishStoredMetrics();
}

export function countUnexpectedFailures(failures: number, environmentName: string): void {
  measureIn(environmentName);
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, failures);
  metrics.publishStoredMetrics();
}

const isPosted = ({ why }: Delivery) => why === 'posted';

const ACKNOWLEDGED = {
  posted: 'message sent to slack',
  duplicate: 'duplicate skipped',
  'not-for-people': 'message not for people skipped',
} as const;

function reportDelivery({ messageId, delivery }: MessageResult): void {
  const fields = { message_id: messageId, notification_id: delivery.id };
  if (delivery.action === 'return') return reportReturned(delivery, fields);
  logger.info(ACKNOWLEDGED[delivery.why], fields);
  if (delivery.why !== 'posted' || delivery.unmarked === undefined) return;
  // A copy of the message that comes later would be posted again.
  const why = delivery.unmarked;
  logger.warn('message sent to slack but not recorded', {
    ...fields,
    ...(why instanceof Error ? { error: why } : { why }),
  });
}

function reportReturned(
  delivery: Extract<Delivery, { action: 'return' }>,
  ids: Record<string, unknown>,
): void {
  const fields = { ...ids, why: delivery.why, delay_seconds: delivery.delayInSeconds };
  switch (delivery.why) {
    case 'refused':
      return logger.error('message refused by slack', { ...fields, ...answerOf(delivery) });
    case 'failed':
      return logger.warn('message returned', { ...fields, ...answerOf(delivery) });
    case 'error':
      return logger.error('message returned', { ...fields, error: delivery.error as Error });
    case 'unknown-message':
      return logger.error('message not understood', fields);
    default:
      return logger.info('message returned', fields);
  }
}

const answerOf = ({ status, word }: { status?: number; word: string }) => ({ http_status: status, word });
