// A schedule or a person in, a summary out: one run of reconcile.
import type { Context } from 'aws-lambda';
import { parseReconcileOptions } from './core/invocation-options.ts';
import { reconcile } from './core/reconcile/reconcile.ts';
import type { ReconcileRun } from './core/reconcile/reconcile-run.ts';
import { deadlinesOf } from './core/run.ts';
import { reportReconcile, type ReconcileSummary } from './reconcile-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface ReconcileParts {
  ports: Omit<ReconcileRun, 'settings' | 'deadlines'>;
  settings: ReconcileRun['settings'];
  environmentName: string;
}

/** `{}` and `{"minimumAgeInMinutes": 0}` are valid events. Throws when the event is none, or when table or bucket cannot be read. */
export function createReconcileHandler({ ports, settings, environmentName }: ReconcileParts) {
  return async (event: unknown, context: Context): Promise<ReconcileSummary> => {
    logger.addContext(context);
    const options = parseReconcileOptions(event);
    const times = { now: ports.clock.now(), remainingInMs: context.getRemainingTimeInMillis() };
    const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
    return reportReconcile(await reconcile({ ...ports, settings, deadlines }, options), environmentName);
  };
}
