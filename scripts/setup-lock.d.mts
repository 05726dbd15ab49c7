// Types of setup-lock.mjs, for its test.
export function acquireLock(options: {
  path: string;
  signal: AbortSignal;
  onWait: (pid?: string) => void;
}): Promise<() => void>;
