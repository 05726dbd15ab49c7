// Rows that are due: in work without an owner, or with a verdict that nobody has announced.
import { isTerminal, type FileRow } from '../file-row.ts';
import { inLanes } from '../lanes.ts';
import { iso } from '../row-steps.ts';
import type { RowWrite } from '../row-write.ts';
import type { FileVersion } from '../work.ts';
import type { ReconciledFile } from './reconcile-run.ts';
import { reserveOpen, reserveUnsent } from './reconcile-steps.ts';
import { isTooManyErrors, sendReserved, type Tally } from './send-reserved.ts';

const LANES = 8;

/** Goes through the rows that are due, oldest first, for at most half of the time: the walk must get its share. */
export async function reconcileOpenRows(tally: Tally): Promise<void> {
  const { run } = tally;
  const now = run.clock.now();
  const until = now + (run.deadlines.startBefore - now) / 2;
  const isOver = () => run.clock.now() >= until || isTooManyErrors(tally);
  await inLanes(run.index.open(iso(now)), { lanes: LANES, isOver }, ({ documentId }) =>
    reconcileRow(tally, documentId),
  );
}

/** The index may lag behind, so the row itself decides. */
async function reconcileRow(tally: Tally, documentId: string): Promise<void> {
  const { run } = tally;
  try {
    const row = await run.table.get(documentId);
    const due = row && dueWrite(row, tally);
    if (due) await sendReserved(tally, fileOf(row), due);
  } catch (error) {
    tally.errors.push({ documentId, key: '', error });
  }
}

function dueWrite(
  row: FileRow,
  { run, youngest }: Tally,
): { was: ReconciledFile['was']; write: RowWrite } | undefined {
  const now = run.clock.now();
  const isDue = row.nextTryAt !== undefined && row.nextTryAt < iso(now);
  if (!isDue || Date.parse(row.uploadedAt) > youngest) return undefined;
  if (!isTerminal(row)) return { was: 'open', write: reserveOpen(row, now) };
  return row.notification === 'PENDING' ? { was: 'unsent', write: reserveUnsent(row, now) } : undefined;
}

function fileOf(row: FileRow): FileVersion {
  return {
    bucketName: row.bucketName,
    key: row.fileName,
    versionId: row.versionId,
    occurredAt: row.uploadedAt,
    revision: row.revision,
    round: row.redriveRounds,
    ...(row.eTag !== undefined && { eTag: row.eTag }),
    ...(row.fileSize !== undefined && { sizeInBytes: row.fileSize }),
    ...(row.sequencer !== undefined && { sequencer: row.sequencer }),
  };
}
