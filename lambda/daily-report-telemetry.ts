// What is logged and counted of a run of the daily report. Fixed messages and snake_case fields; dimensions never hold a day.
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DailyResult } from './core/daily-report/run-days.ts';
import { csvKeyOf, htmlKeyOf, jsonKeyOf } from './core/daily-report/keys.ts';
import type { DayResult } from './core/daily-report/report-day.ts';
import { logger, measureIn, metrics } from './telemetry.ts';

/** Answer of an invocation: every day that was looked at, newest first, and those that there was no time for. */
export interface DailySummary {
  days: (DayResult & { reportKey?: string; csvKey?: string; htmlKey?: string })[];
  left: string[];
  errors: number;
}

interface Around {
  environmentName: string;
  durationInMs: number;
}

/** Logs one line for each day, emits the metrics, and sums up. */
export function reportDailyRun(
  { days, left, errors, yesterdayStands }: DailyResult,
  { environmentName, durationInMs }: Around,
): DailySummary {
  for (const result of days) logDay(result);
  for (const day of left) logger.warn('day left', { day, why: 'no time' });
  for (const { day, error } of errors) logger.error('day not reported', { day, error: error as Error });
  const rows = days.reduce((sum, result) => sum + ('total' in result ? result.total : 0), 0);
  const written = days.filter(({ done }) => done === 'written').length;
  logger.info('daily report finished', {
    written,
    rows,
    left: left.length,
    errors: errors.length,
    duration_ms: durationInMs,
  });
  measureIn(environmentName);
  metrics.addMetric('DailyReports', MetricUnit.Count, written);
  metrics.addMetric('ReportRows', MetricUnit.Count, rows);
  metrics.addMetric('ReportDuration', MetricUnit.Milliseconds, durationInMs);
  metrics.addMetric('UnexpectedFailures', MetricUnit.Count, errors.length);
  // What the alarm asks is whether the report stands, not whether this run wrote it: somebody may have made it by hand.
  if (yesterdayStands !== undefined)
    metrics.addMetric('YesterdayReported', MetricUnit.Count, yesterdayStands ? 1 : 0);
  metrics.publishStoredMetrics();
  return { days: days.map(withKeys), left, errors: errors.length };
}

function logDay(result: DayResult): void {
  const { day, done } = result;
  const counts = 'total' in result ? { revision: result.revision, total: result.total } : {};
  logger.info(done === 'written' ? 'day reported' : 'day checked', { day, outcome: done, ...counts });
}

function withKeys(result: DayResult): DailySummary['days'][number] {
  const { day } = result;
  if (!('total' in result)) return result;
  return { ...result, reportKey: jsonKeyOf(day), csvKey: csvKeyOf(day), htmlKey: htmlKeyOf(day) };
}
