// Hunts mutants: the code is broken on purpose, and the checker must notice.
import { checkFit } from './mutation.ts';
import { proveMutant } from './hunt-one.ts';
import { mutantNamed, MUTANTS, type Mutant } from './mutants.ts';
import type { Violation } from './job.ts';
import { THREADS } from './pool.ts';

export interface Hunted {
  mutant: Mutant;
  /** The first violation; undefined when the mutant lives. */
  violation: Violation | undefined;
  schedules: number;
  seconds: number;
}

/** All mutants, two at a time; or the one of that name. */
export async function huntAll({
  only,
  say,
}: {
  only?: string | undefined;
  say: (line: string) => void;
}): Promise<Hunted[]> {
  const mutants = only === undefined ? MUTANTS : [mutantNamed(only)];
  for (const mutant of mutants) checkFit(mutant);
  const waiting = mutants.entries();
  const hunted: Hunted[] = [];
  const lane = async () => {
    for (const [at, mutant] of waiting) {
      say(`${mutant.name} (${at + 1} of ${mutants.length})`);
      hunted[at] = await proveMutant(mutant);
    }
  };
  await Promise.all(Array.from({ length: THREADS }, lane));
  return hunted;
}
