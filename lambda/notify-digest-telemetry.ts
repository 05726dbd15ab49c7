// What is logged and counted of a run of the digest. Fixed messages and snake_case fields; dimensions never hold an id.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DigestResult } from './core/digest/digest-run.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

type Ran = Extract<DigestResult, { done: 'ran' }>;

/** Answer of an invocation; `busy`: another run was at work, nothing was done. */
export type DigestSummary =
  | { done: 'busy' }
  | (Omit<Ran, 'digests'> & {
      /** Messages sent. */
      sent: number;
      /** Files that they tell of. */
      files: number;
    });

/** Logs one line for each digest, emits the metrics, and sums up. */
export function reportDigest(result: DigestResult, environmentName: string): DigestSummary {
  if (result.done === 'busy') {
    logger.info('digest skipped', { why: 'busy' });
    return { done: 'busy' };
  }
  const { digests, ...rest } = result;
  if (result.restarted) logger.warn('digest restarted', { why: 'the kept place could not be used' });
  for (const { notificationId, from, to, total } of digests)
    logger.info('digest sent', { notification_id: notificationId, from, to, files: total });
  const summary = {
    ...rest,
    sent: digests.length,
    files: digests.reduce((sum, { total }) => sum + total, 0),
  };
  logger.info('digest finished', {
    sent: summary.sent,
    files: summary.files,
    minutes: summary.minutes,
    stopped_by: summary.stoppedBy,
    age_seconds: summary.ageInSeconds,
  });
  measureIn(environmentName);
  metrics.addMetric('DigestsPublished', MetricUnit.Count, summary.sent);
  metrics.addMetric('FilesDigested', MetricUnit.Count, summary.files);
  metrics.addMetric('DigestAge', MetricUnit.Seconds, summary.ageInSeconds);
  metrics.publishStoredMetrics();
  return summary;
}
