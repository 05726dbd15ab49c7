// A gate that first installs what nothing but it needs, while the other gates are at work.
/* global AbortController */
import { prepare } from '../setup.mjs';

/** Runs `work(signal)` when everything is there; the exit code is what it returns, 1 with one sentence when something throws. */
export async function runInstalled(needs, work) {
  const interruption = new AbortController();
  const { signal } = interruption;
  process.on('SIGTERM', (name) => interruption.abort(name));
  try {
    await prepare({ needs: { packages: 'full', ...needs }, signal });
    process.exitCode = await work(signal);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
