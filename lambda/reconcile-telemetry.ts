// What is logged and counted of a run of reconcile. Fixed messages and snake_case fields; dimensions never hold a key or an id.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ReconcileResult } from './core/reconcile/reconcile-run.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

type Ran = Extract<ReconcileResult, { done: 'ran' }>;

/** Answer of an invocation; `busy`: another run was at work, nothing was done. */
export type ReconcileSummary =
  | { done: 'busy' }
  | (Pick<Ran, 'done' | 'pages' | 'versions' | 'stoppedBy' | 'restarted' | 'fullPassAgeInSeconds'> & {
      /** Messages sent. */
      sent: number;
      errors: number;
    });

/** Logs one line for each file, emits the metrics, and sums up. */
export function reportReconcile(result: ReconcileResult, environmentName: string): ReconcileSummary {
  if (result.done === 'busy') {
    logger.info('reconcile skipped', { why: 'busy' });
    return { done: 'busy' };
  }
  if (result.restarted) logger.warn('pass restarted', { why: 'the kept place could not be used' });
  for (const { documentId, key, versionId, was } of result.files)
    logger.info('file reconciled', { file_id: documentId, key, version_id: versionId, why: was });
  for (const { documentId, key, error } of result.errors)
    logger.error('file not reconciled', { file_id: documentId, key, error: error as Error });
  const { files, errors, ...rest } = result;
  const summary = { ...rest, sent: files.length, errors: errors.length };
  logger.info('reconcile finished', {
    sent: summary.sent,
    errors: summary.errors,
    pages: summary.pages,
    versions: summary.versions,
    stopped_by: summary.stoppedBy,
    full_pass_age_seconds: summary.fullPassAgeInSeconds,
  });
  measureIn(environmentName);
  metrics.addMetric('FilesReconciled', MetricUnit.Count, summary.sent);
  metrics.addMetric('VersionsChecked', MetricUnit.Count, summary.versions);
  metrics.addMetric('FullPassAge', MetricUnit.Seconds, summary.fullPassAgeInSeconds);
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, summary.errors);
  metrics.publishStoredMetrics();
  return summary;
}
