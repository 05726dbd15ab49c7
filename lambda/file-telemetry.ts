// What is logged and counted of each file. Fixed messages and snake_case fields; dimensions never hold a key or an id.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { documentIdOfEvent } from './core/document-id.ts';
import type { FileRow } from './core/file-row.ts';
import type { TerminalStatus } from './core/outcome.ts';
import type { BatchResult, FileResult } from './core/process-batch.ts';
import type { Result } from './core/result.ts';
import type { TakenRow } from './core/run.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

export interface TelemetryContext {
  environmentName: string;
  functionVersion: string;
}

const OUTCOMES: Record<TerminalStatus, { message: string; metric: string }> = {
  PROCESSED: { message: 'file processed', metric: 'FilesProcessed' },
  REJECTED: { message: 'file rejected', metric: 'FilesRejected' },
  FAILED: { message: 'file failed', metric: 'FilesFailed' },
  DELETED: { message: 'file deleted', metric: 'FilesDeleted' },
};

const SKIPPED = {
  'test-event': { message: 'test event skipped', metric: 'TestEventsSkipped' },
  'folder-marker': { message: 'folder marker skipped', metric: 'FolderMarkersSkipped' },
} as const;

/** Logs one line for each file and emits its metrics. */
export function reportBatch(batch: BatchResult, context: TelemetryContext): void {
  measureIn(context.environmentName);
  for (const result of batch.results) reportFile(result);
  countAllTypes(batch.results);
  for (const kind of batch.skipped) {
    logger.info(SKIPPED[kind].message);
    countOne(SKIPPED[kind].metric);
  }
  for (const error of batch.ignoredErrors) logger.warn('visibility not changed', { error: error as Error });
  const failures = batch.results.filter(({ result }) => result.why === 'error').length;
  if (failures > 0) countUnexpectedFailures(failures, context);
}

/** Logs the beginning of an attempt, at once: of one that ends the process nothing else is left to read. */
export function reportTaken({ step, row, delivery: { receives, message } }: TakenRow): void {
  logger.info('file claimed', {
    message_id: message?.messageId,
    file_id: row.documentId,
    bucket: row.bucketName,
    key: row.fileName,
    version_id: row.versionId,
    why: step,
    attempt: row.attempt,
    revision: row.revision,
    redrive_rounds: row.redriveRounds,
    receives,
    sent_at: message?.sentAt,
  });
}

/** The canary's alarm: what is our fault, by function version, so that an old version cannot hold back its mend. */
export function countUnexpectedFailures(
  count: number,
  { environmentName, functionVersion }: TelemetryContext,
): void {
  measureIn(environmentName);
  const single = metrics.singleMetric();
  single.addDimension('FunctionVersion', functionVersion);
  single.addMetric('UnexpectedFailures', MetricUnit.Count, count);
}

function reportFile({ messageId, event, result, durationInMs }: FileResult): void {
  const fields = {
    message_id: messageId,
    file_id: event && documentIdOfEvent(event),
    bucket: event?.bucketName,
    key: event?.key,
    version_id: event?.versionId,
    duration_ms: durationInMs,
  };
  if (result.why === 'finished') reportFinished(result.row, fields);
  else if (result.action === 'acknowledge') reportAcknowledged(result.why, fields);
  else reportReturned(result, fields);
}

type Fields = Record<string, unknown> & { duration_ms: number };

function reportFinished(row: FileRow, fields: Fields): void {
  const { message, metric } = OUTCOMES[row.status as TerminalStatus];
  logger.info(message, {
    ...fields,
    outcome: row.status,
    reason_code: row.reasonCode,
    file_type: row.fileType,
    size_bytes: row.fileSize,
    record_count: row.recordCount,
    order_count: ordersOf(row)?.good,
    invalid_order_count: ordersOf(row)?.bad,
    attempt: row.attempt,
    revision: row.revision,
  });
  metrics.addDimension('FileType', row.fileType ?? 'application/octet-stream');
  metrics.addMetric(metric, MetricUnit.Count, 1);
  metrics.addMetric('NotificationsSent', MetricUnit.Count, 1);
  metrics.addMetric('BytesRead', MetricUnit.Bytes, row.fileSize ?? 0);
  metrics.addMetric('RecordsRead', MetricUnit.Count, row.recordCount ?? 0);
  metrics.addMetric('ProcessingTime', MetricUnit.Milliseconds, fields.duration_ms);
  metrics.addMetric('UploadToResultTime', MetricUnit.Milliseconds, uploadToResultInMs(row));
  countOrders(row);
  metrics.publishStoredMetrics();
}

/** Of a rejected file no order is accepted, be it as good as it may. */
function countOrders(row: FileRow): void {
  const orders = ordersOf(row);
  if (!orders) return;
  const accepted = row.status === 'PROCESSED' ? orders.good : 0;
  metrics.addMetric('OrdersAccepted', MetricUnit.Count, accepted);
  metrics.addMetric('OrdersRejected', MetricUnit.Count, orders.good + orders.bad - accepted);
}

/** Undefined for a file that was not read as one of orders. */
function ordersOf({ details }: FileRow): { good: number; bad: number } | undefined {
  if (details?.['orderCount'] === undefined) return undefined;
  return { good: Number(details['orderCount']), bad: Number(details['invalidOrderCount'] ?? 0) };
}

/** The same once more without FileType, one line a batch: percentiles of types cannot be added up, and alarms cannot search. */
function countAllTypes(results: readonly FileResult[]): void {
  const rows = results.flatMap(({ result }) => (result.why === 'finished' ? [result.row] : []));
  if (rows.length === 0) return;
  for (const row of rows) {
    const { metric } = OUTCOMES[row.status as TerminalStatus];
    metrics.addMetric(metric, MetricUnit.Count, 1);
    metrics.addMetric('BytesRead', MetricUnit.Bytes, row.fileSize ?? 0);
    metrics.addMetric('UploadToResultTime', MetricUnit.Milliseconds, uploadToResultInMs(row));
  }
  metrics.publishStoredMetrics();
}

function uploadToResultInMs({ uploadedAt, processedAt }: FileRow): number {
  return processedAt === undefined ? 0 : Math.max(0, Date.parse(processedAt) - Date.parse(uploadedAt));
}

function reportAcknowledged(why: 'duplicate' | 'vanished', fields: Fields): void {
  logger.info(why === 'duplicate' ? 'duplicate skipped' : 'file vanished', fields);
  countOne(why === 'duplicate' ? 'DuplicatesSkipped' : 'FilesVanished');
}

function reportReturned(result: Extract<Result, { action: 'return' }>, fields: Fields): void {
  const more = { ...fields, why: result.why, delay_seconds: result.delayInSeconds };
  if (result.why === 'error') logger.error('file returned', { ...more, error: result.error as Error });
  else if (result.why === 'unknown-message') logger.error('message not understood', more);
  else logger.info('file returned', more);
}

function countOne(name: string): void {
  metrics.singleMetric().addMetric(name, MetricUnit.Count, 1);
}
