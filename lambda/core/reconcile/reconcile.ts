// One run of reconcile, step 10 of the protocol: first the rows that are due, then a stretch of the bucket.
import type { ReconcileOptions, ReconcileResult, ReconcileRun } from './reconcile-run.ts';
import { iso } from '../row-steps.ts';
import { readPass, stateOf, type Pass } from './pass.ts';
import { beginTally, type Tally } from './send-reserved.ts';
import { reconcileOpenRows } from './open-rows.ts';
import { walkVersions, type Walk } from './walk-versions.ts';

const HOUR_IN_MS = 60 * 60 * 1000;

/**
 * Queues what was lost on the way; finished versions are never touched. One runner at a time: a second one answers `busy`.
 * Throws when the table, its index or the listing cannot be read; errors of single files are told in the result.
 */
export async function reconcile(run: ReconcileRun, options: ReconcileOptions = {}): Promise<ReconcileResult> {
  const token = run.newToken();
  const taken = await run.passRecord.take(leaseOf(run, token));
  if (taken === 'busy') return { done: 'busy' };
  const pass = readPass(taken.state, run.clock.now());
  const minimumAgeInMinutes = options.minimumAgeInMinutes ?? run.settings.minimumAgeInMinutes;
  const tally = beginTally(run, minimumAgeInMinutes);
  try {
    await reconcileOpenRows(tally);
    const walk = await walkVersions({ tally, pass, token });
    await run.passRecord.store({ token, state: stateOf(pass), release: true });
    return resultOf({ tally, pass, walk });
  } catch (error) {
    await giveBackLease(run, token, pass);
    throw error;
  }
}

/** A lease that ends later than any run could hold it is rubbish and is taken over. */
function leaseOf({ clock, deadlines, settings }: ReconcileRun, token: string) {
  const until = deadlines.end + settings.leaseMarginInMs;
  return { token, now: iso(clock.now()), until: iso(until), latest: iso(until + HOUR_IN_MS) };
}

/** The error that ended the run is the one to be told; without this the lease ends by itself. */
async function giveBackLease(run: ReconcileRun, token: string, pass: Pass): Promise<void> {
  await run.passRecord.store({ token, state: stateOf(pass), release: true }).catch(() => undefined);
}

function resultOf({ tally, pass, walk }: { tally: Tally; pass: Pass; walk: Walk }): ReconcileResult {
  const since = pass.lastFullPassStartedAt ?? pass.startedAt;
  return {
    done: 'ran',
    files: tally.files,
    errors: tally.errors,
    pages: walk.pages,
    versions: walk.versions,
    stoppedBy: walk.stoppedBy,
    restarted: pass.isRestarted,
    fullPassAgeInSeconds: Math.max(0, Math.round((tally.run.clock.now() - since) / 1000)),
  };
}
