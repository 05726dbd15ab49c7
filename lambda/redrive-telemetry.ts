// What is logged and counted of a run of redrive. Fixed messages and snake_case fields; dimensions never hold a key or an id.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { documentIdOfEvent } from './core/document-id.ts';
import type { Disposal, FileDisposal, LetterResult, RedriveResult } from './core/redrive/redrive-run.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

/** Answer of an invocation; counts are of files, `parked` and `received` of messages. */
export interface RedriveSummary {
  received: number;
  sent: number;
  dropped: number;
  failed: number;
  left: number;
  parked: number;
  errors: number;
  stoppedBy: RedriveResult['stoppedBy'];
}

/** Logs one line for each file of each dead letter, emits the metrics, and sums up. */
export function reportRedrive(
  { letters, stoppedBy }: RedriveResult,
  environmentName: string,
): RedriveSummary {
  for (const letter of letters) reportLetter(letter);
  const summary = { ...countsOf(letters), stoppedBy };
  const { received, sent, dropped, failed, left, parked, errors } = summary;
  logger.info('redrive finished', {
    received,
    sent,
    dropped,
    failed,
    left,
    parked,
    errors,
    stopped_by: stoppedBy,
  });
  measureIn(environmentName);
  metrics.addMetric('MessagesRedriven', MetricUnit.Count, sent);
  metrics.addMetric('MessagesParked', MetricUnit.Count, parked);
  metrics.addMetric('FilesFailed', MetricUnit.Count, failed);
  metrics.addMetric('NotificationsSent', MetricUnit.Count, failed);
  metrics.addMetric('DeadLettersDropped', MetricUnit.Count, dropped);
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, errors);
  metrics.publishStoredMetrics();
  return summary;
}

function countsOf(letters: readonly LetterResult[]): Omit<RedriveSummary, 'stoppedBy'> {
  const disposals = letters.flatMap(({ files }) => files.map(({ disposal }) => disposal));
  const count = (done: Disposal['done']) => disposals.filter((disposal) => disposal.done === done).length;
  return {
    received: letters.length,
    sent: count('sent'),
    dropped: count('dropped'),
    failed: count('failed'),
    left: count('left'),
    parked: letters.filter(({ parkedFor }) => parkedFor !== undefined).length,
    errors:
      disposals.filter((disposal) => disposal.done === 'left' && disposal.why === 'error').length +
      letters.filter(({ error }) => error !== undefined).length,
  };
}

function reportLetter({ messageId, files, parkedFor, error }: LetterResult): void {
  const fields = { message_id: messageId };
  for (const file of files) reportFile(file, fields);
  if (parkedFor !== undefined) logger.warn('message parked', { ...fields, why: parkedFor });
  if (error !== undefined)
    logger.error('dead letter left', { ...fields, why: 'error', error: error as Error });
}

function reportFile({ event, disposal }: FileDisposal, message: { message_id: string }): void {
  const fields = {
    ...message,
    file_id: documentIdOfEvent(event),
    bucket: event.bucketName,
    key: event.key,
    version_id: event.versionId,
  };
  switch (disposal.done) {
    case 'sent': {
      const { why, revision, round, delayInSeconds } = disposal;
      return logger.info('message redriven', {
        ...fields,
        why,
        revision,
        round,
        delay_seconds: delayInSeconds,
      });
    }
    case 'failed': {
      const { documentId, status, reasonCode, revision } = disposal.row;
      const verdict = { outcome: status, reason_code: reasonCode, revision };
      return logger.error('file failed', { ...fields, file_id: documentId, ...verdict });
    }
    case 'dropped':
      return logger.info('dead letter dropped', { ...fields, why: disposal.why });
    case 'left':
      return disposal.why === 'error'
        ? logger.error('dead letter left', { ...fields, why: disposal.why, error: disposal.error as Error })
        : logger.info('dead letter left', { ...fields, why: disposal.why });
    case 'parked':
      return logger.warn('message not understood', { ...fields, why: disposal.reason });
  }
}
