// One announcement to Slack: look, claim, post, mark. What was marked is never posted again; a crash between post and mark may post twice.
import { parseAnnouncement } from './announcement.ts';
import { slackMessageOf } from './message-of.ts';
import { UnknownMessage } from '../errors.ts';
import { MAX_BUSY_DELAY_IN_SECONDS } from '../limits.ts';
import type { QueueMessage } from '../process-batch.ts';
import { backOff } from '../result.ts';
import type { PostAnswer } from './ports.ts';
import type { SlackRun } from './slack-run.ts';

/** How the handling of one queue message ended. `unmarked`: it was posted, but that could not be recorded. */
export type Delivery = { id?: string } & (
  | { action: 'acknowledge'; why: 'posted'; unmarked?: unknown }
  | { action: 'acknowledge'; why: 'duplicate' | 'not-for-people' }
  | {
      action: 'return';
      why: 'slack-busy' | 'leased' | 'not-started' | 'unknown-message';
      delayInSeconds: number;
    }
  | { action: 'return'; why: 'refused' | 'failed'; delayInSeconds: number; status?: number; word: string }
  | { action: 'return'; why: 'error'; delayInSeconds: number; error: unknown }
);

/**
 * Covers one POST (5 s) and the calls around it, with room for clocks that differ. Shorter than any wait for another try, so that the lease of
 * a run that died is over when its message comes back.
 */
const LEASE_IN_MS = 20_000;

/** Answers after which the address itself may be the trouble: revoked, removed, of an archived channel. */
const MAY_BE_ROTATED = [403, 404, 410];

/** Never throws. */
export async function deliver(message: QueueMessage, run: SlackRun): Promise<Delivery> {
  const delayInSeconds = backOff(run.settings.firstRetryDelayInSeconds, message.receives);
  try {
    return await deliverOrThrow(message, run);
  } catch (error) {
    if (!(error instanceof UnknownMessage)) return { action: 'return', why: 'error', delayInSeconds, error };
    // Trying again helps only after a deployment; the dead-letter queue is where a person sees it.
    const firstDelay = run.settings.firstRetryDelayInSeconds;
    return { action: 'return', why: 'unknown-message', delayInSeconds: firstDelay };
  }
}

async function deliverOrThrow({ body, receives }: QueueMessage, run: SlackRun): Promise<Delivery> {
  const announcement = parseAnnouncement(body, run.settings.resultsTopicArn);
  const { id } = announcement;
  const said = slackMessageOf(announcement, run.settings.place);
  if (!said) return { id, action: 'acknowledge', why: 'not-for-people' };
  if ((await run.postings.read(id)) === 'posted') return { id, action: 'acknowledge', why: 'duplicate' };
  // Before the claim, so that an error here holds nobody up.
  const url = await run.address.get();
  const token = run.newToken();
  const claimed = await claim(id, token, run);
  if (claimed !== 'claimed') return { id, ...claimed };
  const answer = await run.slack.post(url, JSON.stringify(said));
  if (answer.outcome === 'posted') return { id, ...(await mark({ id, token }, run)) };
  // Nobody else is kept waiting for the lease; if this fails, it ends by itself.
  await run.postings.release({ id, token }).catch(() => undefined);
  return { id, ...returned(answer, backOff(run.settings.firstRetryDelayInSeconds, receives), run) };
}

async function claim(id: string, token: string, run: SlackRun): Promise<'claimed' | Delivery> {
  const now = run.clock.now();
  const leaseUntil = now + LEASE_IN_MS;
  const state = await run.postings.claim({ id, token, now, leaseUntil, latest: leaseUntil + LEASE_IN_MS });
  if (state === 'claimed') return 'claimed';
  if (state === 'posted') return { action: 'acknowledge', why: 'duplicate' };
  const rest = Math.ceil(((state?.busyUntil ?? now) - now) / 1000);
  const delayInSeconds = Math.min(MAX_BUSY_DELAY_IN_SECONDS, Math.max(1, rest));
  return { action: 'return', why: 'leased', delayInSeconds };
}

/** What Slack has taken is done, recorded or not: to return the message would surely post it twice. */
async function mark(claimed: { id: string; token: string }, run: SlackRun): Promise<Delivery> {
  try {
    const isMarked = await run.postings.markPosted({ ...claimed, now: run.clock.now() });
    return { action: 'acknowledge', why: 'posted', ...(!isMarked && { unmarked: 'the claim was lost' }) };
  } catch (error) {
    return { action: 'acknowledge', why: 'posted', unmarked: error };
  }
}

function returned(
  answer: Exclude<PostAnswer, { outcome: 'posted' }>,
  delayInSeconds: number,
  run: SlackRun,
): Delivery {
  if (answer.outcome === 'busy')
    return { action: 'return', why: 'slack-busy', delayInSeconds: answer.retryAfterInSeconds };
  const { status, word, outcome } = answer;
  if (status !== undefined && MAY_BE_ROTATED.includes(status)) run.address.forget();
  return { action: 'return', why: outcome, delayInSeconds, word, ...(status !== undefined && { status }) };
}
