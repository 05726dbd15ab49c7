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

const LOOK = 100;
const MOST_ROUNDS = 12;

/** Looks at every setup for what was not tried yet, again and again; `known` tells what was. Whoever has found everything stops. */
export function* seekingJobs(
  setups: readonly Setup[],
  seed: number,
  known: () => string[],
): Generator<RandomJob> {
  for (let round = 1; round <= MOST_ROUNDS; round++)
    for (const { name } of setups)
      yield { setup: name, seed: seed * BETWEEN_SEEDS - round, count: LOOK, isSeeking: true, known: known() };
}
