// Usage: npm run bench                 every size, five rounds; takes an hour or more and 7 GB of disk
//        npm run bench:quick           the small size, three rounds; takes about three minutes
//        … -- --json FILE              also writes the figures as JSON
// Measures how fast files are read, beside the libraries and the usual ways, and exits with 1 when a figure is beyond its floor.
import { join } from 'node:path';
import { measureBundle } from '../bench/lib/bundle-size.ts';
import { measureFirstFile } from '../bench/lib/first-file.ts';
import { describeGoals } from '../bench/lib/goals.ts';
import { measureMemory } from '../bench/lib/memory.ts';
import { withStore } from '../bench/lib/over-tls.ts';
import { measureProcessorTime } from '../bench/lib/processor-time.ts';
import { measureReading } from '../bench/lib/reading.ts';
import { runBench, type Part } from '../bench/lib/run.ts';
import { measureWholePath } from '../bench/lib/whole-path.ts';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { createLifetime } from './local/lifetime.ts';
import { LOCAL } from './local/paths.ts';

const PARTS: Readonly<Record<string, Part>> = {
  // First: what does not compile is told at once.
  bundle: measureBundle,
  start: measureFirstFile,
  reading: (bench) => measureReading(bench),
  cpu: withStore(measureProcessorTime),
  path: withStore(measureWholePath),
  memory: withStore(measureMemory),
};
const ROUNDS = { quick: 3, full: 5 };
const BODY_IN_MB = 26.8;

interface Options {
  quick?: boolean;
  json?: string;
  rounds?: string;
  only?: string;
  mb: string;
}

function positive(name: string, text: string, isWhole: boolean): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) return value;
  throw new UserError(`--${name} takes a ${isWhole ? 'whole ' : ''}number above 0, not "${text}".`);
}

function partsOf(only: string | undefined): Part[] {
  const names = only?.split(',') ?? Object.keys(PARTS);
  return names.map((name) => {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part) return part;
    throw new UserError(`There is no part "${name}"; there are ${Object.keys(PARTS).join(', ')}.`);
  });
}

async function main(): Promise<void> {
  const command = createPlainCommand('bench', 'How fast files are read, and whether that is fast enough.')
    .option('--quick', 'the small size and three rounds, in about three minutes (npm run bench:quick)')
    .option('--json <file>', 'write {"versions", "ratios": [{name, value, better, floor, target}]} to it')
    .option(
      '--rounds <n>',
      `how often each variant is measured (default: ${ROUNDS.full}, quick ${ROUNDS.quick})`,
    )
    .option('--only <parts>', `some of the parts, with commas between: ${Object.keys(PARTS).join(', ')}`)
    .option(
      '--mb <n>',
      'size of the smallest data in MB; other than the default it only tries the benchmark out',
      String(BODY_IN_MB),
    )
    .addHelpText('after', `\n${describeGoals()}`)
    .parse();
  const { quick = false, json, rounds, only, mb } = command.opts<Options>();
  const parts = partsOf(only);
  const lifetime = createLifetime();
  const work = runBench(
    {
      isQuick: quick,
      rounds: positive('rounds', rounds ?? String(quick ? ROUNDS.quick : ROUNDS.full), true),
      bodyInBytes: positive('mb', mb, false) * 1e6,
      folder: join(LOCAL, 'bench'),
      ...(json !== undefined && { jsonFile: json }),
      signal: lifetime.signal,
      say: progress,
      print: console.log,
    },
    parts,
  );
  // A signal kills the measured processes; what is left to do is to wait until everything is put away.
  lifetime.atEnd(() => work.then(nothing, nothing));
  try {
    if (!(await work)) process.exitCode = 1;
  } catch (error) {
    if (!lifetime.signal.aborted) throw error;
  }
}

const nothing = () => {};

/** A line that the next one overwrites, where somebody is looking. */
const progress = (line: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
};

await runCli(main);
