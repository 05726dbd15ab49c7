// Runs `npm run file` as a child process, as it is run once the packages are there.
import { execFile } from 'node:child_process';
import { ROOT } from '../../../scripts/lib/root.ts';

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** What follows `npm run file --`. There is no terminal, so every question is refused. */
export async function runFile(args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/file.ts', ...args],
      { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
