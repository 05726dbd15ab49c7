// Runs gates, stage after stage, and prints the sum as the last line.
import { runGate } from './gate.ts';
import type { Gate, Tally } from './gate.ts';
import { createLifetime } from './lifetime.ts';

/** A jest that is told to end stops its workers and its engine; this is more than they take. */
const END_DEADLINE_IN_MS = 10_000;

/** Gates that do not disturb each other. */
export type Stage = readonly Gate[];

/** Most gates keep one core busy; with more of them at a time tests would meet their time limits. */
const LANES = 2;

/** Runs all of them, also after a failure, so that one run shows everything that is wrong. Sets the exit code. */
export async function runGates(stages: readonly Stage[]): Promise<void> {
  const lifetime = createLifetime();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  lifetime.atEnd(() => Promise.race([over, new Promise<void>((go) => setTimeout(go, END_DEADLINE_IN_MS))]));
  const tallies: Tally[] = [];
  for (const stage of stages) tallies.push(...(await runStage(stage, lifetime.signal)));
  resolve();
  const sum = sumOf(tallies);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  await lifetime.end(isGood(sum) ? 0 : 1);
}

/** Runs the gates of a stage two at a time, begun in their order; begins none after a signal. */
export async function runStage(stage: Stage, signal: AbortSignal): Promise<Tally[]> {
  const waiting = [...stage];
  const tallies: Tally[] = [];
  const work = async () => {
    for (let gate = waiting.shift(); gate && !signal.aborted; gate = waiting.shift()) {
      tallies.push(await runGate(gate, signal, stage.length === 1));
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return tallies;
}

function sumOf(tallies: readonly Tally[]): Tally {
  const add = (one: Tally, other: Tally) => ({
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
  });
  return tallies.reduce(add, { passed: 0, failed: 0 });
}

/** Nothing run is nothing proven. */
export function isGood({ passed, failed }: Tally): boolean {
  return failed === 0 && passed > 0;
}
