// The end of a long-running command: whatever the moment and the signal, everything that was begun is undone, in reverse order.

/** 128 + number of the signal, as shells have it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Cleanup = () => void | Promise<void>;

export interface Lifetime {
  /** Aborted when the end has begun. */
  signal: AbortSignal;
  /** Registers what the end has to undo. Register before beginning what takes time, so that no moment is uncovered. */
  atEnd(cleanup: Cleanup): void;
  /** From now on a signal is the ordinary way to end: exit code 0. */
  serve(): void;
  /** Undoes everything and exits; the first call decides the exit code. */
  end(exitCode: number): Promise<never>;
}

/** Takes over the signals of this process. */
export function createLifetime(exit: (code: number) => never = (code) => process.exit(code)): Lifetime {
  const cleanups: Cleanup[] = [];
  const abort = new AbortController();
  let isServing = false;
  let ending: Promise<never> | undefined;

  const undoAll = async (exitCode: number): Promise<never> => {
    abort.abort();
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
      await runCleanup(cleanup);
    }
    return exit(exitCode);
  };
  const end = (exitCode: number) => (ending ??= undoAll(exitCode));

  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    // A repeated signal changes nothing: npm and the terminal may both send one, and every cleanup has its own deadline.
    process.on(signal, () => void end(isServing ? 0 : code));
  }
  return {
    signal: abort.signal,
    atEnd: (cleanup) => void cleanups.push(cleanup),
    serve: () => (isServing = true),
    end,
  };
}

/** One cleanup that fails must not keep the others from running. */
async function runCleanup(cleanup: Cleanup): Promise<void> {
  try {
    await cleanup();
  } catch (error) {
    console.error(error);
  }
}
