// A schedule or a person in, a summary out: one run of the daily report.
import type { Context } from 'aws-lambda';
import { parseDailyOptions } from './core/daily-report/daily-options.ts';
import type { DailyPorts } from './core/daily-report/daily-ports.ts';
import { runDays } from './core/daily-report/run-days.ts';
import { TryAgain } from './core/errors.ts';
import { deadlinesOf } from './core/run.ts';
import { reportDailyRun, type DailySummary } from './daily-report-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface DailyReportParts {
  ports: DailyPorts;
  leaseMarginInMs: number;
  environmentName: string;
}

/**
 * `{}` and `{"day": "YYYY-MM-DD"}` are valid events. Throws when the event is none, and when a day could not be reported: a scheduled invocation is
 * then repeated by Lambda, and days that were reported already cost no more than being read.
 */
export function createDailyReportHandler({ ports, leaseMarginInMs, environmentName }: DailyReportParts) {
  return async (event: unknown, context: Context): Promise<DailySummary> => {
    logger.addContext(context);
    const startedAt = ports.clock.now();
    const options = parseDailyOptions(event, startedAt);
    const times = { now: startedAt, remainingInMs: context.getRemainingTimeInMillis() };
    const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
    const result = await runDays({ ...ports, deadlines, leaseMarginInMs }, options);
    const summary = reportDailyRun(result, {
      environmentName,
      durationInMs: ports.clock.now() - startedAt,
    });
    const [failed] = result.errors;
    if (failed)
      throw new TryAgain(`The report of ${failed.day} could not be made: ${messageOf(failed.error)}`, {
        cause: failed.error,
      });
    return summary;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
