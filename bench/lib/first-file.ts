// The part that measures the start of the function: from a new process to its first finished file, bundled against not bundled.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/lib/root.ts';
import type { Bench } from './bench.ts';
import type { Outcome } from './goals.ts';

const COLD_START = join(ROOT, 'bench', 'cold-start.ts');

interface ColdStart {
  /** Median time of the bundled function over that of the same not bundled. */
  coldStartRatio(rounds: number): Promise<number>;
}

export async function measureFirstFile({ rounds, say }: Bench): Promise<Outcome[]> {
  const name = 'first-file-bundled-over-not-bundled';
  if (!existsSync(COLD_START)) return [{ name, refused: 'bench/cold-start.ts is missing' }];
  say(`Starting process-file, ${rounds} rounds …`);
  const { coldStartRatio } = (await import(pathToFileURL(COLD_START).href)) as ColdStart;
  return [{ name, value: await coldStartRatio(rounds) }];
}
