// A schedule or a person in, a summary out: one run of redrive.
import type { Context } from 'aws-lambda';
import { refuseOptions } from './core/invocation-options.ts';
import { redrive } from './core/redrive/redrive.ts';
import type { RedriveRun } from './core/redrive/redrive-run.ts';
import { deadlinesOf } from './core/run.ts';
import { reportRedrive, type RedriveSummary } from './redrive-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface RedriveParts {
  ports: Omit<RedriveRun, 'settings' | 'deadlines'>;
  settings: RedriveRun['settings'];
  environmentName: string;
}

/** `{}` is a valid event. Throws when the event is none, or when the dead-letter queue cannot be read. */
export function createRedriveHandler({ ports, settings, environmentName }: RedriveParts) {
  return async (event: unknown, context: Context): Promise<RedriveSummary> => {
    logger.addContext(context);
    refuseOptions('redrive', event);
    const times = { now: ports.clock.now(), remainingInMs: context.getRemainingTimeInMillis() };
    const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
    return reportRedrive(await redrive({ ...ports, settings, deadlines }), environmentName);
  };
}
