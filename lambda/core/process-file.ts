// One delivery of one file: look, claim, read, commit, project, acknowledge. The order and every condition matter.
import { commitVerdict } from './commit-verdict.ts';
import { InWorkElsewhere } from './errors.ts';
import { isTerminal, type FileRow } from './file-row.ts';
import { project } from './project.ts';
import { readFile } from './read-file.ts';
import { release } from './release.ts';
import { backOff, busy, type Result } from './result.ts';
import { claim, openForReplay, releaseClaim, takeOver } from './row-steps.ts';
import type { RowWrite } from './row-write.ts';
import type { Run, TakenRow } from './run.ts';
import { beginWork, factsOf, ownerOf, take, type Delivery, type Work } from './work.ts';

/** A refused write shows the row that stood in its way; look at most so often before the message is returned instead. */
const MAX_LOOKS = 3;

/** Takes one delivery as far as it goes. Never throws: a caught error releases the row and returns the item. */
export async function processFile(delivery: Delivery, run: Run): Promise<Result> {
  const { file, receives, look } = delivery;
  const work = beginWork(file, run);
  try {
    return await advance(work, look ? look.row : await run.table.get(work.documentId), delivery);
  } catch (error) {
    await release(work, releaseClaim(work.documentId, ownerOf(work)));
    const delayInSeconds = backOff(run.settings.firstRetryDelayInSeconds, receives);
    if (error instanceof InWorkElsewhere) return { action: 'return', why: 'busy', delayInSeconds };
    return { action: 'return', why: 'error', delayInSeconds, error };
  }
}

async function advance(work: Work, looked: FileRow | undefined, delivery: Delivery): Promise<Result> {
  let seen = looked;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const step = nextStep(seen, work.file.revision, work.run.clock.now());
    if (step === 'acknowledge') return { action: 'acknowledge', why: 'duplicate' };
    if (step === 'return') break;
    const taken = await take(work, writeOf(step, work, seen));
    if (!taken.mine) {
      seen = taken.row;
      continue;
    }
    work.run.onTaken?.({ step, row: taken.row, delivery });
    if (step !== 'take over') return finish(work, taken.row);
    const result = await project(work, taken.row);
    return result.why === 'finished' && result.action === 'acknowledge'
      ? { ...result, takenOver: true }
      : result;
  }
  return busy(seen, work.run.clock.now());
}

type Taking = TakenRow['step'];

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
  return claim(factsOf(file), ownerOf(work));
}

async function finish(work: Work, claimed: FileRow): Promise<Result> {
  const finding = await readFile(work, claimed);
  const committed = await commitVerdict(work, finding);
  return 'row' in committed ? project(work, committed.row) : committed;
}
