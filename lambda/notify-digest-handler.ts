// A schedule or a person in, a summary out: one run of the digest.
import type { Context } from 'aws-lambda';
import { digest } from './core/digest/digest.ts';
import type { DigestRun } from './core/digest/digest-run.ts';
import { refuseOptions } from './core/invocation-options.ts';
import { deadlinesOf } from './core/run.ts';
import { reportDigest, type DigestSummary } from './notify-digest-telemetry.ts';
import { logger } from './telemetry.ts';

/** What the handler works with; made once per process. */
export interface NotifyDigestParts {
  ports: Omit<DigestRun, 'settings' | 'deadlines'>;
  settings: DigestRun['settings'];
  environmentName: string;
}

/** `{}` is the only valid event. Throws when the event is another, or when table or topic are out of reach. */
export function createNotifyDigestHandler({ ports, settings, environmentName }: NotifyDigestParts) {
  return async (event: unknown, context: Context): Promise<DigestSummary> => {
    logger.addContext(context);
    refuseOptions('notify-digest', event);
    const times = { now: ports.clock.now(), remainingInMs: context.getRemainingTimeInMillis() };
    const deadlines = deadlinesOf(times, (ms) => AbortSignal.timeout(ms));
    return reportDigest(await digest({ ...ports, settings, deadlines }), environmentName);
  };
}
