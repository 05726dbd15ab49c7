// Waits for something to become true, asking often at first and then ever less often.
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './user-error.ts';

export interface PollOptions {
  /** What is waited for, for the error: "Waited 30 minutes for <what>". */
  what: string;
  timeoutInMs: number;
  firstDelayInMs?: number;
  maxDelayInMs?: number;
}

const DEFAULTS = { firstDelayInMs: 25, maxDelayInMs: 3_000 };
/** Each pause is so many times as long as the one before: a fast engine is not kept waiting, a real account is not throttled. */
const GROWTH = 1.6;

/** Calls `ask` until it returns something other than undefined. */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { what, timeoutInMs, firstDelayInMs, maxDelayInMs } = { ...DEFAULTS, ...options };
  const end = performance.now() + timeoutInMs;
  for (let delay = firstDelayInMs; ; delay = Math.min(maxDelayInMs, delay * GROWTH)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() + delay > end) {
      throw new UserError(
        `Waited ${Math.round(timeoutInMs / 60_000)} minutes for ${what}, in vain; look at it in the AWS console and repeat the command.`,
      );
    }
    await sleep(delay);
  }
}
