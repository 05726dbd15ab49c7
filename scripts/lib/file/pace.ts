// Turns at a steady rate.
import type { Clock } from '../../../lambda/core/ports.ts';

export interface Pace {
  /** Resolves when the next turn has come. Ask for one at a time. */
  turn(): Promise<void>;
}

/** At most so many turns a second. Time that was not used is lost: after a pause there is no burst. */
export function createPace(clock: Clock, perSecond: number): Pace {
  let nextAt = clock.now();
  return {
    turn: async () => {
      const now = clock.now();
      if (now < nextAt) await clock.sleep(nextAt - now);
      nextAt = Math.max(now, nextAt) + 1_000 / perSecond;
    },
  };
}
