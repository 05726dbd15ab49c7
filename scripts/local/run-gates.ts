// Runs gates one after the other and prints the sum as the last line.
import { runGate } from './gate.ts';
import type { Gate, Tally } from './gate.ts';
import { createLifetime } from './lifetime.ts';

/** A jest that is told to end stops its workers and its engine; this is more than they take. */
const END_DEADLINE_IN_MS = 10_000;

/** Runs all of them, also after a failure, so that one run shows everything that is wrong. Sets the exit code. */
export async function runGates(gates: readonly Gate[]): Promise<void> {
  const lifetime = createLifetime();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  lifetime.atEnd(() => Promise.race([over, new Promise<void>((go) => setTimeout(go, END_DEADLINE_IN_MS))]));
  const sum: Tally = { passed: 0, failed: 0 };
  for (const gate of gates) {
    if (lifetime.signal.aborted) {
      break;
    }
    const { passed, failed } = await runGate(gate, lifetime.signal);
    sum.passed += passed;
    sum.failed += failed;
  }
  resolve();
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  await lifetime.end(isGood(sum) ? 0 : 1);
}

/** Nothing run is nothing proven. */
export function isGood({ passed, failed }: Tally): boolean {
  return failed === 0 && passed > 0;
}
