// `.local/start.json`: one `npm start` at a time in one checkout, from its first second on.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../lib/user-error.ts';
import { STATE } from './paths.ts';
import { isRunning } from './ready.ts';

const FILE = join(STATE, 'start.json');

/** Claims this checkout for this process and returns the function that gives it back. Throws UserError when another one has it. */
export function claimStart(): () => void {
  const owner = readOwner();
  if (owner !== undefined && isStart(owner)) {
    throw new UserError(
      `\`npm start\` is already running here (process ${owner}); use that one, or stop it with Ctrl-C there or with \`kill ${owner}\`.`,
    );
  }
  mkdirSync(STATE, { recursive: true });
  writeFileSync(FILE, JSON.stringify({ pid: process.pid }));
  return () => rmSync(FILE, { force: true });
}

function readOwner(): number | undefined {
  try {
    return (JSON.parse(readFileSync(FILE, 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

/** A killed start leaves the file, and its process id may be another program's by now; where /proc tells, we look. */
function isStart(pid: number): boolean {
  if (!isRunning(pid)) {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.ts');
  } catch {
    return process.platform !== 'linux';
  }
}
