// The benchmark from its data to its verdict.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopCompiler } from '../../scripts/lib/build/bundle.ts';
import { UserError } from '../../scripts/lib/user-error.ts';
import { dataFolder } from '../data/base.ts';
import type { Bench } from './bench.ts';
import { isGood, judge, ratiosOf, type Outcome, type Ratio } from './goals.ts';
import { printOutcomes } from './tables.ts';
import { findTools } from './tools.ts';
import { versionsOf } from './versions.ts';

export interface Settings {
  isQuick: boolean;
  rounds: number;
  bodyInBytes: number;
  /** Everything that the benchmark writes is in here. */
  folder: string;
  /** Where the figures go, as JSON. */
  jsonFile?: string;
  signal: AbortSignal;
  say: (line: string) => void;
  print: (text: string) => void;
}

export type Part = (bench: Bench) => Promise<Outcome[]>;

/** As in the JSON file. */
export interface Figures {
  versions: Record<string, string>;
  ratios: Ratio[];
}

/** Runs the parts one after the other, prints and writes what they come to, and tells whether it is good enough. */
export async function runBench(settings: Settings, parts: readonly Part[]): Promise<boolean> {
  const { folder, signal, print } = settings;
  mkdirSync(folder, { recursive: true });
  removeAbandoned(folder);
  const runFolder = mkdtempSync(join(folder, `run-${process.pid}-`));
  try {
    const tools = await findTools(runFolder, signal);
    const versions = versionsOf(tools);
    print(describe(versions, settings));
    const bench: Bench = {
      ...settings,
      dataFolder: dataFolder(folder, settings.bodyInBytes),
      runFolder,
      tools,
    };
    const outcomes: Outcome[] = [];
    for (const part of parts) outcomes.push(...(await measure(part, bench)));
    printOutcomes(outcomes, print);
    const figures: Figures = { versions, ratios: ratiosOf(outcomes) };
    if (settings.jsonFile !== undefined) writeJson(settings.jsonFile, figures);
    const { passed, failed } = judge(outcomes);
    print(`${passed} passed, ${failed} failed`);
    return failed === 0;
  } finally {
    rmSync(runFolder, { recursive: true, force: true });
    await stopCompiler();
  }
}

/** One slow minute of the machine must not decide: figures beyond their floors are measured once more, and longer; then these count. */
async function measure(part: Part, bench: Bench): Promise<Outcome[]> {
  const outcomes = await part(bench);
  const isRefused = outcomes.some((outcome) => 'refused' in outcome);
  if (isGood(outcomes) || isRefused) return outcomes;
  const rounds = bench.rounds * 2;
  const wanted = new Set(outcomes.filter((outcome) => !isGood([outcome])).map(({ name }) => name));
  bench.print(`Beyond the floor: ${[...wanted].join(', ')}. Once more, over ${rounds} rounds, which count:`);
  const again = await part({ ...bench, rounds, wanted });
  return outcomes.map(
    (first) => (wanted.has(first.name) && again.find(({ name }) => name === first.name)) || first,
  );
}

/** Folders of commands that were killed and could not tidy up. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = /^run-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function describe(versions: Record<string, string>, { rounds }: Settings): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${list.join(' · ')}\nMedians of ${rounds} rounds, a fresh process for every measurement, all variants in turn; MB are 10^6 bytes.`;
}

function writeJson(file: string, figures: Figures): void {
  try {
    writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${file} cannot be written (${code}); name another.`, { cause: error });
  }
}
