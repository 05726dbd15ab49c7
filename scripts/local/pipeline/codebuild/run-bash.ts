// Runs the script of a build under the supervisor: the whole process group ends by time-out, by stop, and with us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { ENGINE_PYTHON, LINT_PYTHON, SUPERVISE } from '../../paths.ts';

export interface BashRun {
  script: string;
  environment: Record<string, string>;
  logFile: string;
  /** Removed by the supervisor when the build has ended or we are gone. */
  work: string;
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
    const [code] = (await once(child, 'exit')) as [number | null];
    return end ?? { kind: 'ended', exitCode: code ?? -1 };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
