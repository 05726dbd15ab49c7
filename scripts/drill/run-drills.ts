// Runs drills one after the other, tells each in one line, and the sum in the last one.
import { createLifetime, type Lifetime } from '../local/lifetime.ts';
import { isGood } from '../local/run-gates.ts';
import type { Mutant } from '../prove/mutants.ts';
import type { Drill, Outcome, Stage } from './drill.ts';
import { startSystem, type DrillSystem } from './system.ts';

/** Ends the process: exit code 0 only when at least one drill ran and none failed. A mutant breaks the code of every system. */
export async function runDrills(drills: readonly Drill[], mutant?: Mutant): Promise<void> {
  const lifetime = createLifetime();
  const sum = { passed: 0, failed: 0 };
  for (const drill of drills) {
    if (lifetime.signal.aborted) break;
    if (await runDrill(drill, { lifetime, mutant })) sum.passed += 1;
    else sum.failed += 1;
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  await lifetime.end(isGood(sum) ? 0 : 1);
}

interface Conditions {
  lifetime: Lifetime;
  mutant: Mutant | undefined;
}

async function runDrill(drill: Drill, { lifetime, mutant }: Conditions): Promise<boolean> {
  const begun = Date.now();
  const systems: DrillSystem[] = [];
  const endAll = async () => {
    for (const system of systems.splice(0)) await system.end();
  };
  lifetime.atEnd(endAll);
  const stage: Stage = {
    begin: async (options = {}) => {
      const system = await startSystem({ ...options, mutant, signal: lifetime.signal });
      systems.push(system);
      return system;
    },
    say: (line) => console.log(`  ${drill.name}: ${line}`),
  };
  console.log(`${drill.name} …`);
  const outcome = await drill.run(stage).catch(asOutcome);
  await endAll();
  tell(drill, outcome, Math.round((Date.now() - begun) / 1000));
  return outcome.violations.length === 0;
}

function asOutcome(error: unknown): Outcome {
  return {
    checked: 'nothing',
    figures: [],
    violations: [error instanceof Error ? (error.stack ?? '') : String(error)],
  };
}

function tell({ name, what }: Drill, { checked, figures, violations }: Outcome, seconds: number): void {
  const verdict = violations.length === 0 ? 'PASS' : 'FAIL';
  console.log(
    `${verdict} ${name}: ${what}; checked: ${checked}; ${[...figures, `${seconds} s in all`].join('; ')}`,
  );
  for (const violation of violations) console.log(`  - ${violation}`);
}
