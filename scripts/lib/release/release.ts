// The release step: every function runs exactly what was built and deployed, starts, and the system takes a file through.
import { progressOf, type Session } from '../session.ts';
import { callOnce } from './call.ts';
import { putBackDrift } from './drift.ts';
import { refuseOtherRelease, type Expected } from './manifest.ts';
import { sendProbe } from './probe.ts';
import type { Published } from './published.ts';

/** The function whose way a probe file takes. */
const PROBED = 'process-file';

export interface ReleaseOptions {
  expected: readonly Expected[];
  patienceInMs?: number;
  patienceWithBacklogInMs?: number;
  shiftTimeoutInMs?: number;
}

async function settle(
  session: Session,
  one: Expected,
  options: ReleaseOptions,
): Promise<Published | undefined> {
  const { line } = progressOf(session, one.stack);
  const { shiftTimeoutInMs } = options;
  const published = await putBackDrift(session, {
    short: one.stack,
    ...(shiftTimeoutInMs !== undefined && { shiftTimeoutInMs }),
    check: (found) => refuseOtherRelease(session.target, one, found),
  });
  if (published)
    line(`${published.functionName} runs version ${published.version} with the code that was built`);
  else line(`${one.name} is switched off in this environment`);
  return published;
}

/** Makes sure of a release; throws UserError with the reason and the next step when it is not what it should be. */
export async function makeSureOfRelease(session: Session, options: ReleaseOptions): Promise<void> {
  const published = new Map<string, Published>();
  for (const one of options.expected) {
    const found = await settle(session, one, options);
    if (found) published.set(one.name, found);
  }
  await Promise.all([...published.values()].map((one) => callOnce(session.clients, one)));
  session.onProgress(`each of the ${published.size} functions started and answered`);
  const probed = published.get(PROBED);
  if (!probed) return;
  const begin = performance.now();
  const { documentId } = await sendProbe(session, { ...options, releaseHash: probed.releaseHash });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  session.onProgress(
    `the probe of release ${probed.releaseHash} was processed in ${seconds} s (row ${documentId})`,
  );
}
