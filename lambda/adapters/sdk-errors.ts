// Translates what the SDK throws into the errors that the core knows; the cause is kept for the log.
import { TryAgain } from '../core/errors.ts';

/** HTTP status of the answer behind an SDK error; undefined when there was no answer (refused, cut, timed out). */
export function httpStatusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** Name of an SDK error, for instance `NoSuchKey`. An answer without a body (HEAD, some engines) has none: judge those by the status. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'UnknownError';
}

/** The error for everything that may go well the next time. `action` completes the sentence "… failed". */
export function tryAgain(action: string, cause: unknown): TryAgain {
  if (cause instanceof TryAgain) return cause;
  const status = httpStatusOf(cause);
  const detail = cause instanceof Error ? cause.message : String(cause);
  const facts = status === undefined ? nameOf(cause) : `${nameOf(cause)}, HTTP ${status}`;
  return new TryAgain(`${action} failed (${facts}: ${detail}); the same step may be tried again.`, { cause });
}

/**
 * Runs one SDK call; whatever it throws becomes TryAgain.
 * Access denied too: it says something about the role, nothing about the file, and is mended by the operator.
 */
export async function orTryAgain<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw tryAgain(action, error);
  }
}
