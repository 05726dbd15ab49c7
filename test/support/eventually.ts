// Waiting for something that becomes true by itself.

/** Calls `check` until it neither throws nor returns false, or fails with its last error after the time limit. */
export async function eventually<T>(
  check: () => Promise<T>,
  limits: { withinMs: number; everyMs?: number },
): Promise<T> {
  const deadline = Date.now() + limits.withinMs;
  for (;;) {
    try {
      const value = await check();
      if (value !== false) return value;
      if (Date.now() >= deadline) throw new Error('It did not become true in time.');
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, limits.everyMs ?? 250));
  }
}
