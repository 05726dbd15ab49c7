// The real time and real randomness: the only adapters that may ask for either.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, NewToken } from '../core/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await wait(ms);
  },
};

export const newToken: NewToken = randomUUID;
