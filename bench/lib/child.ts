// Runs one measured process and takes the JSON line that it prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { UserError } from '../../scripts/lib/user-error.ts';

export interface Command {
  program: string;
  args: readonly string[];
  /** Beside the few variables that every child gets. */
  env?: Readonly<Record<string, string>>;
  /** Kills the process. */
  signal: AbortSignal;
}

/** Nothing of the person's own settings reaches a measured process; the locale decides what wc takes for a word. */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LC_ALL: 'C.UTF-8', ...more };
}

/** Both outputs of a program that ended well. Throws UserError when it did not, with its last words. */
export async function runProgram({
  program,
  args,
  env,
  signal,
}: Command): Promise<[out: string, err: string]> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  const [out, err, [code, killedBy]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) {
    const words = err.trim().split('\n').at(-1) || 'it said nothing';
    throw new UserError(
      `\`${[program, ...args].join(' ')}\` ended with ${killedBy ?? `exit code ${code}`} (${words}); run it by hand to see why.`,
    );
  }
  return [out, err];
}

/** The JSON line that a program prints. */
export async function runJson<T>(command: Command): Promise<T> {
  const [out] = await runProgram(command);
  return JSON.parse(out) as T;
}

/** First line that a program prints; undefined when there is no such program. */
export async function firstLineOf(program: string, args: readonly string[], signal: AbortSignal) {
  try {
    const [out, err] = await runProgram({ program, args, signal });
    return (out || err).split('\n')[0]?.trim();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
