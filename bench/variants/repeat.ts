// The clock of a reading. A short file is read again, whatever reads it: else the warming-up of the compiler would decide.
import { isDeepStrictEqual } from 'node:util';
import type { Found } from './variant.ts';

export interface Reading {
  /** Of all passes. */
  seconds: number;
  /** All threads of the process: also those that unpack, compile and collect garbage. */
  cpuSeconds: number;
  passes: number;
  found: Found;
}

/** Reads until so many seconds are measured, at least once. Every pass has to find the same. */
export async function repeatFor(leastSeconds: number, read: () => Promise<Found>): Promise<Reading> {
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const found = await read();
  let passes = 1;
  for (; seconds() < leastSeconds; passes += 1) {
    const again = await read();
    if (!isDeepStrictEqual(again, found))
      throw new Error(
        `Pass ${passes + 1} found ${JSON.stringify(again)}, the first ${JSON.stringify(found)}.`,
      );
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: seconds(), cpuSeconds: (user + system) / 1e6, passes, found };
}
