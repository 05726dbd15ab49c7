// The part that measures the start of the function: from a new process to its first finished file, bundled against not bundled.
import { coldStartRatio } from '../cold-start.ts';
import type { Bench } from './bench.ts';
import type { Outcome } from './goals.ts';

export async function measureFirstFile({ rounds, say, print }: Bench): Promise<Outcome[]> {
  say(`Starting process-file, ${rounds} rounds …`);
  const { bundledInMs, notBundledInMs, ratio } = await coldStartRatio(rounds);
  print(
    `From the start of the process to the first finished file: ${Math.round(bundledInMs)} ms, ` +
      `with the packages not bundled ${Math.round(notBundledInMs)} ms.`,
  );
  return [{ name: 'first-file-bundled-over-not-bundled', value: ratio }];
}
