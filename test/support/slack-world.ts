// A world in memory in which announcements are delivered to Slack; every call of a port can be made to fail, before or after its effect.
import type { QueueMessage } from '../../lambda/core/process-batch.ts';
import type { PostAnswer, Posting, Postings } from '../../lambda/core/slack/ports.ts';
import type { SlackRun } from '../../lambda/core/slack/slack-run.ts';
import { createWebhookAddress } from '../../lambda/core/slack/webhook-address.ts';
import { TryAgain } from '../../lambda/core/errors.ts';
import { createFakeClock, type FakeClock } from './fakes/fake-clock.ts';

export const RESULTS_TOPIC = 'arn:aws:sns:eu-central-1:123456789012:file-processing-dev-sns-results';
export const ALERTS_TOPIC = 'arn:aws:sns:eu-central-1:123456789012:file-processing-dev-sns-alerts';
export const SECRET = 'https://hooks.slack.com/services/T0/B0/sEcReT';
export const PLACE = { region: 'eu-central-1', reportsBucketName: 'reports' };

export type Fault = 'error before' | 'error after';

interface Item {
  token?: string;
  leaseUntil?: number;
  postedAt?: number;
}

/** Bookkeeping in memory. */
export function createMemoryPostings(): Postings & { items: Map<string, Item> } {
  const items = new Map<string, Item>();
  const postingOf = ({ postedAt, leaseUntil }: Item = {}): Posting => {
    if (postedAt !== undefined) return 'posted';
    return leaseUntil === undefined ? undefined : { busyUntil: leaseUntil };
  };
  const mine = (id: string, token: string) => {
    const item = items.get(id);
    return item?.token === token && item.postedAt === undefined ? item : undefined;
  };
  return {
    items,
    read: async (id) => postingOf(items.get(id)),
    claim: async ({ id, token, now, leaseUntil, latest }) => {
      const item = items.get(id) ?? {};
      const isHeld = item.leaseUntil !== undefined && item.leaseUntil >= now && item.leaseUntil <= latest;
      if (item.postedAt !== undefined || isHeld) return item.token === token ? 'claimed' : postingOf(item);
      items.set(id, { token, leaseUntil });
      return 'claimed';
    },
    markPosted: async ({ id, token, now }) => {
      if (!mine(id, token)) return items.get(id)?.token === token && items.get(id)?.postedAt !== undefined;
      items.set(id, { token, postedAt: now });
      return true;
    },
    release: async ({ id, token }) => {
      if (mine(id, token)) items.set(id, {});
    },
  };
}

export interface SlackWorld {
  clock: FakeClock;
  postings: ReturnType<typeof createMemoryPostings>;
  /** Names of the calls in order. */
  calls: string[];
  /** Number of the call -> what happens to it. */
  faults: Map<number, Fault>;
  /** Bodies that Slack took. */
  posted: string[];
  /** What Slack answers, in turn; then it takes everything. */
  answers: PostAnswer[];
  /** Message handle -> seconds. */
  delays: Map<string, number>;
  secret: string;
  reads: number;
  run(more?: Partial<SlackRun>): SlackRun;
}

export function createSlackWorld(): SlackWorld {
  const world = {
    clock: createFakeClock(),
    postings: createMemoryPostings(),
    calls: [] as string[],
    faults: new Map<number, Fault>(),
    posted: [] as string[],
    answers: [] as PostAnswer[],
    delays: new Map<string, number>(),
    secret: SECRET,
    reads: 0,
  };
  const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    world.calls.push(name);
    const fault = world.faults.get(world.calls.length);
    if (fault === 'error before') throw new TryAgain(`${name} failed`);
    const result = await work();
    if (fault === 'error after') throw new TryAgain(`the answer of ${name} was lost`);
    return result;
  };
  let tokens = 0;
  const source = {
    read: () => call('secret', async () => ((world.reads += 1), world.secret)),
  };
  const address = createWebhookAddress({ source, clock: world.clock });
  return Object.assign(world, {
    run: (more: Partial<SlackRun> = {}): SlackRun => ({
      postings: {
        read: (id) => call('read', () => world.postings.read(id)),
        claim: (wanted) => call('claim', () => world.postings.claim(wanted)),
        markPosted: (claimed) => call('mark', () => world.postings.markPosted(claimed)),
        release: (claimed) => call('release', () => world.postings.release(claimed)),
      },
      slack: {
        // The real one never throws: a lost answer is `failed` although Slack took the message.
        post: async (_url, body) => {
          world.calls.push('post');
          const fault = world.faults.get(world.calls.length);
          const answer = world.answers.shift() ?? { outcome: 'posted' };
          if (fault !== 'error before' && answer.outcome === 'posted') world.posted.push(body);
          return fault ? { outcome: 'failed', word: 'timed_out' } : answer;
        },
      },
      address,
      queue: {
        changeVisibility: (handle, seconds) =>
          call('visibility', async () => void world.delays.set(handle, seconds)),
      },
      clock: world.clock,
      newToken: () => `token-${(tokens += 1)}`,
      settings: {
        resultsTopicArn: RESULTS_TOPIC,
        place: PLACE,
        firstRetryDelayInSeconds: 10,
        maxReceiveCount: 10,
      },
      startBefore: Number.MAX_SAFE_INTEGER,
      ...more,
    }),
  });
}

/** A queue message as SNS sends it. */
export function snsMessage(
  message: unknown,
  more: { topic?: string; messageId?: string; subject?: string; receives?: number } = {},
): QueueMessage {
  const { topic = RESULTS_TOPIC, messageId = 'sns-1', subject, receives = 1 } = more;
  const Message = typeof message === 'string' ? message : JSON.stringify(message);
  const body = JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topic,
    ...(subject !== undefined && { Subject: subject }),
    Message,
    Timestamp: '2026-11-21T10:00:00.000Z',
  });
  return { messageId: `sqs-${messageId}`, receiptHandle: `handle-${messageId}`, body, receives };
}
