// Stretches of random schedules of one setup; the same seed gives the same stretches.
import type { Job } from './job.ts';
import type { Setup } from './setup.ts';

const SCHEDULES = 500;
/** Far from each other, so that no two stretches begin alike. */
const BETWEEN_SEEDS = 1_000_003;

export type RandomJob = Extract<Job, { seed: number }>;

/** Without end: whoever has enough stops. */
export function* randomJobs(setup: Setup, seed: number): Generator<RandomJob> {
  for (let stretch = 0; ; stretch++)
    yield { setup: setup.name, seed: seed * BETWEEN_SEEDS + stretch, count: SCHEDULES, isSeeking: false };
}

const LOOK = 150;

/** A look at every setup for what was not tried yet; two stretches each, one for each thread. */
export function* seekingJobs(setups: readonly Setup[], seed: number): Generator<RandomJob> {
  for (const { name } of setups)
    for (let stretch = 1; stretch <= 2; stretch++)
      yield { setup: name, seed: seed * BETWEEN_SEEDS - stretch, count: LOOK, isSeeking: true };
}
