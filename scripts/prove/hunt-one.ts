// Hunts one mutant through the setups, the one that is known to kill it first.
import type { Hunted } from './hunt.ts';
import { parseId } from './id.ts';
import type { Job, Violation } from './job.ts';
import type { Mutant } from './mutants.ts';
import { Thread } from './pool.ts';
import { SETUPS } from './setups.ts';

/** A mutant that outlives this is taken for alive. */
const BUDGET_IN_SECONDS = 45;

export async function proveMutant(mutant: Mutant): Promise<Hunted> {
  const begun = Date.now();
  const thread = new Thread({ mutant });
  let schedules = 0;
  const ended = (violation?: Violation): Hunted => ({
    mutant,
    violation,
    schedules,
    seconds: (Date.now() - begun) / 1000,
  });
  try {
    for (const { job, seconds } of huntingGround(mutant)) {
      if (Date.now() - begun > BUDGET_IN_SECONDS * 1000) break;
      const until = Date.now() + seconds * 1000;
      const result = await thread.run(job, { until, isHunt: true });
      schedules += result.schedules;
      if (result.violations[0]) return ended(result.violations[0]);
    }
    return ended();
  } finally {
    await thread.end();
  }
}

/** Where it is known to be killed; then the setup that is known to kill, in order and at random; then a little of every other one. */
function* huntingGround({ killer, hint }: Mutant): Generator<{ job: Job; seconds: number }> {
  if (hint !== undefined) {
    const { choices } = parseId(`${killer}:${hint}`);
    yield { job: { setup: killer, root: choices, most: 3_000 }, seconds: 3 };
  }
  yield { job: { setup: killer, root: [], most: 3_000 }, seconds: 3 };
  yield { job: { setup: killer, seed: 1, count: Number.POSITIVE_INFINITY, isSeeking: false }, seconds: 20 };
  yield { job: { setup: killer, root: [], most: Number.POSITIVE_INFINITY }, seconds: 8 };
  for (const { name } of SETUPS)
    if (name !== killer) yield { job: { setup: name, root: [], most: Number.POSITIVE_INFINITY }, seconds: 1 };
}
