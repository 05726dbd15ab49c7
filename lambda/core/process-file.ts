// One delivery of one file: look, claim, read, commit, project, acknowledge. The order and every condition matter.
import { commitVerdict } from './commit-verdict.ts';
import { TryAgain } from './errors.ts';
import { isTerminal, type FileRow } from './file-row.ts';
import { project } from './project.ts';
import { readFile } from './read-file.ts';
import { backOff, busy, type Result } from './result.ts';
import {
  claim,
  openForReplay,
  releaseClaim,
  releaseProjection,
  takeOver,
  type FileFacts,
} from './row-steps.ts';
import type { RowWrite } from './row-write.ts';
import type { Run } from './run.ts';
import { beginWork, ownerOf, take, type Delivery, type Work } from './work.ts';

/** A refused write shows the row that stood in its way; look at most so often before the message is returned instead. */
const MAX_LOOKS = 3;

/** First pause between two tries of a release; doubled each time. */
const RELEASE_PAUSE_IN_MS = 100;

/** Takes one delivery as far as it goes. Never throws: a caught error releases the row and returns the item. */
export async function processFile({ file, receives, look }: Delivery, run: Run): Promise<Result> {
  const work = beginWork(file, run);
  try {
    return await advance(work, look ? look.row : await run.table.get(work.documentId));
  } catch (error) {
    await release(work);
    return {
      action: 'return',
      why: 'error',
      delayInSeconds: backOff(run.settings.firstRetryDelayInSeconds, receives),
      error,
    };
  }
}

async function advance(work: Work, looked: FileRow | undefined): Promise<Result> {
  let seen = looked;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const step = nextStep(seen, work.file.revision, work.run.clock.now());
    if (step === 'acknowledge') return { action: 'acknowledge', why: 'duplicate' };
    if (step === 'return') break;
    const taken = await take(work, writeOf(step, work, seen));
    if (taken.mine) return step === 'take over' ? project(work, taken.row) : finish(work, taken.row);
    seen = taken.row;
  }
  return busy(seen, work.run.clock.now());
}

type Taking = 'claim' | 'open' | 'take over';

/** Step 1, from a consistent look at the row. `n` is the revision that the message names, `now` epoch milliseconds. */
export function nextStep(
  row: FileRow | undefined,
  n: number,
  now: number,
): Taking | 'acknowledge' | 'return' {
  if (!row) return 'claim';
  const leased = row.leaseUntil !== undefined && Date.parse(row.leaseUntil) >= now;
  if (!isTerminal(row)) return row.token !== undefined && leased ? 'return' : 'claim';
  if (row.notification === 'SENT') return n > row.revision ? 'open' : 'acknowledge';
  return leased ? 'return' : 'take over';
}

/** Steps 2, 3 and 8. */
function writeOf(step: Taking, work: Work, seen: FileRow | undefined): RowWrite {
  const { documentId, file } = work;
  if (step === 'open') return openForReplay({ documentId, revision: file.revision }, ownerOf(work));
  if (step === 'take over' && seen) return takeOver(seen, ownerOf(work));
  return claim(factsOf(work), ownerOf(work));
}

function factsOf({ file, documentId }: Work): FileFacts {
  return {
    documentId,
    bucketName: file.bucketName,
    fileName: file.key,
    versionId: file.versionId,
    uploadedAt: file.occurredAt,
    ...(file.eTag !== undefined && { eTag: file.eTag }),
    ...(file.sizeInBytes !== undefined && { fileSize: file.sizeInBytes }),
    ...(file.sequencer !== undefined && { sequencer: file.sequencer }),
  };
}

async function finish(work: Work, claimed: FileRow): Promise<Result> {
  const finding = await readFile(work, claimed);
  const committed = await commitVerdict(work, finding);
  return 'row' in committed ? project(work, committed.row) : committed;
}

/** Step 11: tried until the deadline; if it fails, the lease ends by itself and the attempt counts. */
async function release(work: Work): Promise<void> {
  const { run, documentId } = work;
  for (let pauseInMs = RELEASE_PAUSE_IN_MS; ; pauseInMs *= 2) {
    try {
      const released = await run.table.write(releaseClaim(documentId, ownerOf(work)));
      const committedByMe = !released.written && released.row?.token === work.token;
      if (committedByMe) await run.table.write(releaseProjection(documentId, ownerOf(work)));
      return;
    } catch (error) {
      if (!(error instanceof TryAgain) || run.clock.now() + pauseInMs >= run.deadlines.returnBy) return;
      await run.clock.sleep(pauseInMs);
    }
  }
}
