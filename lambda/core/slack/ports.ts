// The outside world as the delivery to Slack sees it. Each method is one call that may fail, and says what its failure means.

/** What is known of one announcement: posted, being posted by somebody until then (epoch ms), or neither. */
export type Posting = 'posted' | { busyUntil: number } | undefined;

export interface PostingClaim {
  /** notificationId, or the SNS message id of an alert. */
  id: string;
  token: string;
  /** Epoch milliseconds. */
  now: number;
  leaseUntil: number;
  /** No plausible lease ends later than this. */
  latest: number;
}

/** Bookkeeping of what was posted; an item is forgotten when no queue can hold its message any more. */
export interface Postings {
  /** Strongly consistent read. Throws TryAgain. */
  read(id: string): Promise<Posting>;
  /** Takes the right to post, unless it was posted or somebody holds a plausible lease. Throws TryAgain; then the effect is unknown. */
  claim(claim: PostingClaim): Promise<'claimed' | Posting>;
  /** Records that it was posted; false when the claim is somebody else's by now. Throws TryAgain. */
  markPosted(claim: { id: string; token: string; now: number }): Promise<boolean>;
  /** Gives the claim back, if it is still ours. Throws TryAgain. */
  release(claim: { id: string; token: string }): Promise<void>;
}

/**
 * How Slack answered one POST.
 * `refused`: the same message to the same address will be refused again; `failed`: it may go well the next time, and may even have arrived.
 * `word` is Slack's own (`no_service`) or ours (`timed_out`), never more of an answer than that.
 */
export type PostAnswer =
  | { outcome: 'posted' }
  | { outcome: 'busy'; retryAfterInSeconds: number }
  | { outcome: 'refused'; status: number; word: string }
  | { outcome: 'failed'; status?: number; word: string };

export interface SlackCalls {
  /** One POST of a JSON body. Never throws, and tells nothing of the address. */
  post(url: URL, body: string): Promise<PostAnswer>;
}

export interface WebhookSource {
  /** The secret as it is stored. Throws TryAgain. */
  read(): Promise<string>;
}
