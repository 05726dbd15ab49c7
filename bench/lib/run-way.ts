// One process that reads one file in one way.
import { basename } from 'node:path';
import { runJson, runProgram } from './child.ts';
import type { Measurement } from './measurement.ts';
import type { Way } from './reading-plan.ts';
import { PYTHON_READER, type Tools } from './tools.ts';

/** Shorter readings are repeated in their process: below it the warming-up of the compiler decides, not the reader. */
const LEAST_SECONDS = 0.5;

export interface Task {
  way: Way;
  path: string;
  tools: Tools;
  signal: AbortSignal;
}

/** Starts the process and waits for what it has measured. */
export async function runWay({ way, path, tools, signal }: Task): Promise<Measurement> {
  const args = [way.id, path, String(LEAST_SECONDS)];
  if (way.program === 'wc') return runWc(way.id.endsWith('-lw'), path, signal);
  if (way.program === 'python')
    return runJson({ program: 'python3', args: [PYTHON_READER, ...args], signal });
  return runJson({ program: process.execPath, args: [await tools.pathOf('read-child'), ...args], signal });
}

/** Timed by the shell, its start included: what a person at the prompt would see. */
async function runWc(withWords: boolean, path: string, signal: AbortSignal): Promise<Measurement> {
  const script = `TIMEFORMAT='%R %U %S'; time wc ${withWords ? '-lw' : '-l'} "$1"`;
  const [out, err] = await runProgram({
    program: 'bash',
    args: ['-c', script, basename(path), path],
    signal,
  });
  const [lines = NaN, words = NaN] = out.trim().split(/\s+/).map(Number);
  const [seconds = NaN, user = NaN, system = NaN] = err.trim().split(/\s+/).map(Number);
  return {
    seconds,
    cpuSeconds: user + system,
    passes: 1,
    found: { verdict: 'PROCESSED', records: lines, lines, ...(withWords && { words }) },
  };
}
