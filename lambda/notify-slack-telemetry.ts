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
  const deliveries = batch.results.map(({ delivery }) => delivery);
  const count = (whys: readonly Delivery['why'][]) =>
    deliveries.filter(({ why }) => whys.includes(why)).length;
  const returned = deliveries.filter(({ action }) => action === 'return').length;
  measureIn(environmentName);
  metrics.addMetric('SlackMessagesSent', MetricUnit.Count, count(['posted']));
  metrics.addMetric('SlackMessagesReturned', MetricUnit.Count, returned);
  metrics.addMetric('SlackMessagesRefused', MetricUnit.Count, count(['refused']));
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, count(['error']));
  metrics.publishStoredMetrics();
}

export function countUnexpectedFailures(failures: number, environmentName: string): void {
  measureIn(environmentName);
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, failures);
  metrics.publishStoredMetrics();
}

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
