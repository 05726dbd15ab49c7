// Hunts one mutant through the setups, the one that is known to kill it first.
import type { Hunted } from './hunt.ts';
import type { Mutant } from './mutants.ts';
import { Thread } from './pool.ts';
import { SETUPS } from './setups.ts';

/** A mutant that outlives this is taken for alive. */
const BUDGET_IN_SECONDS = 20;

export async function proveMutant(mutant: Mutant): Promise<Hunted> {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const thread = new Thread({ mutant });
  let schedules = 0;
  try {
    const names = [mutant.killer, ...SETUPS.map(({ name }) => name).filter((name) => name !== mutant.killer)];
    for (const setup of names) {
      const until = Math.min(begun + BUDGET_IN_SECONDS * 1000, Date.now() + shareOf(setup === mutant.killer));
      const result = await thread.run(
        { setup, root: [], most: Number.POSITIVE_INFINITY },
        { until, isHunt: true },
      );
      schedules += result.schedules;
      if (result.violations[0])
        return { mutant, violation: result.violations[0], schedules, seconds: seconds() };
      if (Date.now() - begun > BUDGET_IN_SECONDS * 1000) break;
    }
    return { mutant, violation: undefined, schedules, seconds: seconds() };
  } finally {
    await thread.end();
  }
}

/** Milliseconds: most of the budget for the setup that is known to kill, a little for each of the others. */
function shareOf(isKiller: boolean): number {
  return isKiller ? BUDGET_IN_SECONDS * 700 : 2_000;
}
