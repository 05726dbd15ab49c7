// Child processes of the set-up: quiet ones whose output goes to a log, and the script itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const LOCAL = join(ROOT, '.local');
const SUPERVISE = join(ROOT, 'scripts', 'local', 'supervise.py');
const KILL_AFTER_IN_MS = 5_000;

/** The user can do something about it; the message says what. */
export class SetupError extends Error {}

/** A signal came; whatever was running has ended. */
export class Interrupted extends Error {}

/** Runs a program with our terminal and hands the signal on; returns its exit code. It decides itself how it ends. */
export async function runVisibly({ command, args, signal }) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: 'inherit' });
  const forward = () => child.kill(signal.reason);
  signal.addEventListener('abort', forward, { once: true });
  if (signal.aborted) {
    forward();
  }
  const [code, killedBy] = await once(child, 'exit');
  return killedBy === null ? code : 128 + (SIGNAL_NUMBERS[killedBy] ?? 0);
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Runs a program without a word; its output goes to the log. Throws Interrupted, or SetupError by `explain(output)`. */
export async function runQuietly({ command, args, env, log, signal, explain }) {
  const output = openSync(log, 'w');
  // A process group of its own: Ctrl-C in the terminal reaches only us, and we end the whole of it.
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['pipe', output, output], detached: true });
  closeSync(output);
  const killer = killGroupOnAbort(child, signal);
  const [code] = await once(child, 'exit').catch((error) => [error.message]);
  clearTimeout(killer.timer);
  if (signal.aborted) {
    throw new Interrupted();
  }
  if (code !== 0) {
    throw new SetupError(explain(readFileSync(log, 'utf8')));
  }
}

function killGroupOnAbort(child, signal) {
  const killer = { timer: undefined };
  const kill = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended in the meantime.
    }
  };
  const end = () => {
    kill('SIGTERM');
    killer.timer = setTimeout(() => kill('SIGKILL'), KILL_AFTER_IN_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) {
    end();
  }
  return killer;
}

/** The arguments that run a Python program so that it ends with us, whatever ends us. */
export function supervised(...command) {
  return ['-I', SUPERVISE, '--', ...command];
}

/** Last line of some output that is not empty. */
export function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? '';
}
