// Usage: npm run memory -- [--mib N]
// Reads a file of N MiB (default 1024) of every format as a generated stream, each in a fresh process, and prints how far its memory
// goes above that of an idle process. Exit code 1 when one goes more than 200 MB above it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { SHAPES } from '../bench/memory-data.ts';

const MAX_GROWTH_IN_MB = 200;
const CHILD = fileURLToPath(new URL('../bench/memory-child.ts', import.meta.url));
const run = promisify(execFile);

interface Measurement {
  peakInBytes: number;
  sizeInBytes: number;
  seconds: number;
  cpuSeconds: number;
}

async function measure(...args: string[]): Promise<Measurement> {
  const { stdout } = await run(process.execPath, [CHILD, ...args]);
  return JSON.parse(stdout) as Measurement;
}

const inMb = (bytes: number) => bytes / 1e6;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { mib: { type: 'string', default: '1024' } } });
  const mib = Number(values.mib);
  if (!Number.isInteger(mib) || mib < 1) {
    throw new Error(`--mib takes a whole number of MiB from 1 on, not ${values.mib}.`);
  }
  const idle = await measure('idle');
  const table = new Table({
    head: ['format', 'MiB', 'idle MB', 'peak MB', 'above idle MB', 'seconds', 'CPU seconds', 'MB/s'],
    style: { head: [], border: [] },
  });
  let worst = 0;
  for (const name of Object.keys(SHAPES)) {
    process.stderr.write(`${name} …\n`);
    const { peakInBytes, sizeInBytes, seconds, cpuSeconds } = await measure(name, String(mib));
    const growth = inMb(peakInBytes - idle.peakInBytes);
    worst = Math.max(worst, growth);
    const figures = [
      inMb(idle.peakInBytes),
      inMb(peakInBytes),
      growth,
      seconds,
      cpuSeconds,
      inMb(sizeInBytes) / seconds,
    ];
    table.push([name, mib, ...figures.map((figure) => figure.toFixed(1))]);
  }
  console.log(table.toString());
  console.log(`Most above idle: ${worst.toFixed(1)} MB; at most ${MAX_GROWTH_IN_MB} MB are allowed.`);
  if (worst > MAX_GROWTH_IN_MB) process.exitCode = 1;
}

await main();
