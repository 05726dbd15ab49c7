// One run of the digest: tells people once of the files of every noisy minute.
import { iso } from '../row-steps.ts';
import { digestNotice } from './digest-notice.ts';
import type { DigestResult, DigestRun, SentDigest } from './digest-run.ts';
import { gather, isTimeOver } from './gather.ts';
import { MINUTE_IN_MS } from './minutes.ts';
import { closedUntil, readProgress, stateOf, type Progress } from './progress.ts';

/** Minutes that one run looks at; after hours of silence the next runs go on. */
const MOST_MINUTES = 60;
const HOUR_IN_MS = 60 * MINUTE_IN_MS;

type Ran = Extract<DigestResult, { done: 'ran' }>;

interface Telling {
  run: DigestRun;
  token: string;
  /** Changed as the run goes on; whoever ends the run keeps it. */
  progress: Progress;
  digests: SentDigest[];
}

/**
 * Takes the lease, sends the message that an earlier run left, then looks at the closed minutes that nobody has told.
 * A message is kept before it is sent and dropped afterwards, so that a run that dies leaves it to the next one, word for word.
 * One runner at a time: a second one answers `busy`. Throws what the ports throw.
 */
export async function digest(run: DigestRun): Promise<DigestResult> {
  const token = run.newToken();
  const taken = await run.passRecord.take(leaseOf(run, token));
  if (taken === 'busy') return { done: 'busy' };
  const begun = run.clock.now();
  const telling: Telling = { run, token, progress: readProgress(taken.state, begun), digests: [] };
  const from = telling.progress.coveredUntil;
  try {
    const stoppedBy = await tell(telling, Math.min(closedUntil(begun), from + MOST_MINUTES * MINUTE_IN_MS));
    await keep(telling, { release: true });
    return resultOf(telling, { from, stoppedBy, end: closedUntil(begun) });
  } catch (error) {
    // The error that ended the run is the one to be told; without this the lease ends by itself.
    await keep(telling, { release: true }).catch(() => undefined);
    throw error;
  }
}

/** A lease that ends later than any run could hold it is rubbish and is taken over. */
function leaseOf({ clock, deadlines, settings }: DigestRun, token: string) {
  const until = deadlines.end + settings.leaseMarginInMs;
  return { token, now: iso(clock.now()), until: iso(until), latest: iso(until + HOUR_IN_MS) };
}

async function tell(telling: Telling, to: number): Promise<Ran['stoppedBy']> {
  const { run, progress } = telling;
  if (!(await send(telling))) return 'lease';
  while (progress.coveredUntil < to) {
    if (isTimeOver(run)) return 'time';
    const { facts, until } = await gather(run, { from: progress.coveredUntil, to });
    if (!facts) {
      progress.coveredUntil = until;
      continue;
    }
    const found = { ...progress, coveredUntil: until, pending: digestNotice(facts) };
    if (!(await keep({ ...telling, progress: found }))) return 'lease';
    Object.assign(progress, found);
    if (!(await send(telling))) return 'lease';
  }
  return 'minutes';
}

/** Publishes the kept message and drops it; false when somebody else has taken over meanwhile, and drops it. */
async function send(telling: Telling): Promise<boolean> {
  const { run, progress, digests } = telling;
  if (!progress.pending) return true;
  await run.notices.publish(progress.pending);
  const { notificationId, from, to, total } = JSON.parse(progress.pending.machineText) as SentDigest;
  digests.push({ notificationId, from, to, total });
  delete progress.pending;
  return keep(telling);
}

function keep({ run, token, progress }: Telling, { release } = { release: false }): Promise<boolean> {
  return run.passRecord.store({ token, state: stateOf(progress), release });
}

function resultOf(
  { run, progress, digests }: Telling,
  { from, stoppedBy, end }: { from: number; stoppedBy: Ran['stoppedBy']; end: number },
): Ran {
  return {
    done: 'ran',
    digests,
    minutes: Math.max(0, (progress.coveredUntil - from) / MINUTE_IN_MS),
    stoppedBy: stoppedBy === 'minutes' && progress.coveredUntil >= end ? 'end' : stoppedBy,
    restarted: progress.isRestarted,
    ageInSeconds: Math.max(0, Math.round((run.clock.now() - progress.coveredUntil) / 1000)),
  };
}
