// Usage: npm run memory -- [--mib N] [--only NAME]
// Reads a file of N MiB (default 1024) of every format as a generated stream, and of orders in every format as the function does with them,
// each in a fresh process with the options of the function, and prints how far its memory goes above that of an idle process.
// Exit code 1 when a format goes more than 200 MB above it, or orders beyond what the function has.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { runtimeOptions } from '../bench/lib/runtime-options.ts';
import { SHAPES } from '../bench/memory-data.ts';
import { ORDER_SHAPES } from '../bench/memory-orders.ts';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';

/** The readers: what they hold does not depend on the file. */
const MAX_GROWTH_IN_MB = 200;
/** Orders: nine tenths of the function's 512 MiB. The ids of all orders are held, because none may come twice. */
const MAX_PEAK_OF_ORDERS_IN_MB = 483;
const CHILD = fileURLToPath(new URL('../bench/memory-child.ts', import.meta.url));
const run = promisify(execFile);

interface Measurement {
  peakInBytes: number;
  sizeInBytes: number;
  seconds: number;
  cpuSeconds: number;
}

async function measure(...args: string[]): Promise<Measurement> {
  const env = { ...process.env, ...(await runtimeOptions()) };
  const { stdout } = await run(process.execPath, [CHILD, ...args], { env });
  return JSON.parse(stdout) as Measurement;
}

const inMb = (bytes: number) => bytes / 1e6;
const HEAD = ['format', 'MiB', 'idle MB', 'peak MB', 'above idle MB', 'seconds', 'CPU seconds', 'MB/s'];

/** All of them, one after the other; true when each stays within its bounds. */
async function measureAll(names: readonly string[], mib: number): Promise<boolean> {
  const idle = await measure('idle');
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  let areWithinBounds = true;
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    const { peakInBytes, sizeInBytes, seconds, cpuSeconds } = await measure(name, String(mib));
    const [low, peak] = [inMb(idle.peakInBytes), inMb(peakInBytes)];
    const isWithin = name in ORDER_SHAPES ? peak <= MAX_PEAK_OF_ORDERS_IN_MB : peak - low <= MAX_GROWTH_IN_MB;
    areWithinBounds &&= isWithin;
    const figures = [low, peak, peak - low, seconds, cpuSeconds, inMb(sizeInBytes) / seconds];
    table.push([isWithin ? name : `${name} TOO MUCH`, mib, ...figures.map((figure) => figure.toFixed(1))]);
  }
  console.log(table.toString());
  console.log(
    `Allowed: ${MAX_GROWTH_IN_MB} MB above idle; for orders a peak of ${MAX_PEAK_OF_ORDERS_IN_MB} MB.`,
  );
  return areWithinBounds;
}

const command = createPlainCommand('memory', 'How much memory and time large files take.')
  .option('--mib <n>', 'size of each file in MiB', '1024')
  .option('--only <name>', 'one format, by the name that the table prints');

await runCli(async () => {
  const { mib: text, only } = command.parse().opts<{ mib: string; only?: string }>();
  const mib = Number(text);
  if (!Number.isInteger(mib) || mib < 1)
    throw new UserError(`--mib takes a whole number of MiB from 1 on, not ${text}.`);
  const all = [...Object.keys(SHAPES), ...Object.keys(ORDER_SHAPES)];
  const names = all.filter((name) => only === undefined || name === only);
  if (names.length === 0) throw new UserError(`There is no format "${only}"; there are ${all.join(', ')}.`);
  if (!(await measureAll(names, mib))) process.exitCode = 1;
});
