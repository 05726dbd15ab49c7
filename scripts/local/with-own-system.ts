// A whole command on a system of its own: started, worked with, ended, whatever happens in between.
import { explain } from '../lib/user-error.ts';
import { createLifetime } from './lifetime.ts';
import { startOwnSystem, type OwnSystem, type OwnSystemOptions } from './own-system.ts';

/** Ends the process with the exit code that the work returns, or with 1 and a sentence when something throws. */
export async function withOwnSystem(
  options: Omit<OwnSystemOptions, 'signal'>,
  work: (system: OwnSystem) => Promise<number>,
): Promise<void> {
  const lifetime = createLifetime();
  try {
    console.log('An engine and every stack are started …');
    const starting = startOwnSystem({ ...options, signal: lifetime.signal });
    lifetime.atEnd(async () => (await starting.catch(() => undefined))?.end());
    await lifetime.end(await work(await starting));
  } catch (error) {
    // While ending, calls in flight fail because the engine is gone; the end itself is under way.
    if (!lifetime.signal.aborted) console.error(explain(error) ?? error);
    await lifetime.end(1);
  }
}
