// Step 11 of the protocol: after a caught error the row is given back, before the commit or after it.
import { TryAgain } from './errors.ts';
import { releaseProjection } from './row-steps.ts';
import type { RowWrite } from './row-write.ts';
import type { LedgerRun } from './run.ts';
import { ownerOf, type Work } from './work.ts';

/** First pause between two tries of a release; doubled each time. */
const RELEASE_PAUSE_IN_MS = 100;

/** Never throws: tried until the deadline; if it fails, the lease ends by itself and the attempt counts. */
export async function release(work: Work<LedgerRun>, beforeCommit: RowWrite): Promise<void> {
  const { run, documentId } = work;
  for (let pauseInMs = RELEASE_PAUSE_IN_MS; ; pauseInMs *= 2) {
    try {
      const released = await run.table.write(beforeCommit);
      const committedByMe = !released.written && released.row?.token === work.token;
      if (committedByMe) await run.table.write(releaseProjection(documentId, ownerOf(work)));
      return;
    } catch (error) {
      if (!(error instanceof TryAgain) || run.clock.now() + pauseInMs >= run.deadlines.returnBy) return;
      await run.clock.sleep(pauseInMs);
    }
  }
}
