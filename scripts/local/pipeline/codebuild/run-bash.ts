// Runs the script of a build under the supervisor: the whole process group ends by time-out, by stop, and with us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINE_PYTHON, LINT_PYTHON, SUPERVISE } from '../../paths.ts';

export interface BashRun {
  script: string;
  environment: Record<string, string>;
  logFile: string;
  /** Removed by the supervisor when the build has ended or we are gone. */
  work: string;
  /** Where the script notes its process id. */
  notes: string;
  timeoutInMs: number;
  signal: AbortSignal;
}

/** How it ended. */
export type BashEnd = { kind: 'ended'; exitCode: number } | { kind: 'timed-out' } | { kind: 'stopped' };

/** Any Python runs the supervisor; the engine's own is there under `npm start`. */
function python(): string {
  return [ENGINE_PYTHON, LINT_PYTHON].find((path) => existsSync(path)) ?? 'python3';
}

/** Returns when the last process of the group has ended. */
export async function runBash(run: BashRun): Promise<BashEnd> {
  const { script, environment, logFile, work, timeoutInMs, signal } = run;
  const log = openSync(logFile, 'a');
  const child = spawn(python(), ['-I', SUPERVISE, '--remove', work, '--', 'bash', script], {
    // A session of its own: Ctrl-C in the terminal is for us, and we end it in good order.
    detached: true,
    env: environment,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let end: BashEnd | undefined;
  const stop = (kind: 'timed-out' | 'stopped') => {
    end ??= { kind };
    // The end of its standard input is what the supervisor waits for.
    child.stdin?.end();
  };
  const onAbort = () => stop('stopped');
  const timer = setTimeout(() => stop('timed-out'), timeoutInMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const ended = once(child, 'exit') as Promise<[number | null]>;
    const [code] = await Promise.race([ended, groupGone(run)]);
    return end ?? { kind: 'ended', exitCode: code ?? -1 };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

const POLL_IN_MS = 20;

/**
 * After a stop: resolves when no process of the build is left. The supervisor itself is not waited for: it goes on to remove the
 * folder, which takes seconds when npm has filled it, and whoever pressed Ctrl-C should not have to watch that.
 */
async function groupGone({ signal, notes }: BashRun): Promise<[null]> {
  if (!signal.aborted) await once(signal, 'abort');
  while (existsSync(join(notes, 'pid')) && isGroupAlive(Number(readFileSync(join(notes, 'pid'), 'utf8')))) {
    await sleep(POLL_IN_MS);
  }
  return [null];
}

/** Bash leads the group. One that has not written its number yet counts as alive. */
function isGroupAlive(pid: number): boolean {
  if (pid === 0) return true;
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
