// Time that moves only when a test moves it, or when somebody sleeps: a sleep is over at once and takes its time with it.
import type { Clock, NewToken } from '../../../lambda/core/ports.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Every sleep, in milliseconds. */
  sleeps: readonly number[];
}

export function createFakeClock(startInMs = Date.UTC(2026, 0, 1)): FakeClock {
  const sleeps: number[] = [];
  let now = startInMs;
  return {
    sleeps,
    now: () => now,
    advance: (ms) => void (now += ms),
    sleep: async (ms) => {
      sleeps.push(ms);
      now += ms;
    },
  };
}

/** Tokens in the order in which they were asked for: token-1, token-2 … */
export function createCountedTokens(): NewToken {
  let count = 0;
  return () => `token-${++count}`;
}
