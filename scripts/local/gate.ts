// One gate of `npm test`: a program that must succeed, told in one line, with its whole output when it fails.
import { spawn } from 'node:child_process';
import { ROOT } from '../lib/root.ts';

export interface Gate {
  title: string;
  command: string;
  args: readonly string[];
  /** Variables beside those of ours. */
  env?: Readonly<Record<string, string>>;
  /** Counts the tests behind the gate after it has run; by default the gate itself is the one test. */
  count?: (gate: Finished) => Tally;
}

export interface Finished {
  exitCode: number;
  output: string;
}

export interface Tally {
  passed: number;
  failed: number;
}

const NOT_BY_ITSELF = -1;
/** The longest gate takes some minutes; whatever hangs must not hang a build server. */
const DEADLINE_IN_MS = 25 * 60_000;

/** Runs one gate to its end and tells how it went; a signal to us ends it too. One that is not alone is silent until then. */
export async function runGate(gate: Gate, signal: AbortSignal, isAlone = true): Promise<Tally> {
  if (isAlone) process.stdout.write(beginning(gate));
  const began = performance.now();
  const finished = await run(gate, signal);
  const tally = (gate.count ?? countAsOne)(finished);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${isAlone ? '' : beginning(gate)}${describe(tally)} (${seconds} s)\n`);
  if (tally.failed > 0) process.stdout.write(`\n${finished.output.trimEnd()}\n\n`);
  else for (const figure of figuresOf(finished.output)) process.stdout.write(`  ${figure}\n`);
  return tally;
}

const beginning = ({ title }: Gate) => `${title} … `;

/** What a test measured: the lines of its output that begin with `figure:`. The rest of a passing gate is of no interest. */
export function figuresOf(output: string): string[] {
  return [...output.matchAll(/^\s*figure: (.+)$/gm)].map(([, figure]) => figure ?? '');
}

function countAsOne({ exitCode }: Finished): Tally {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function describe({ passed, failed }: Tally): string {
  if (failed > 0) {
    return passed > 0 ? `${failed} FAILED, ${passed} passed` : 'FAILED';
  }
  return passed > 1 ? `${passed} passed` : 'passed';
}

function run({ command, args, env }: Gate, signal: AbortSignal): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const parts: Buffer[] = [];
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    timeout: DEADLINE_IN_MS,
  });
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  child.on('error', (error) => parts.push(Buffer.from(`${error.message}\n`)));
  child.on('close', (code, killedBy) => {
    if (killedBy !== null) parts.push(Buffer.from(`\nIt was ended by ${killedBy}.\n`));
    resolve({ exitCode: code ?? NOT_BY_ITSELF, output: Buffer.concat(parts).toString() });
  });
  return promise;
}
