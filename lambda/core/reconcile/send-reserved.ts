// Reserve first, then send: the one way in which reconcile puts a file back into the queue.
import { documentIdOf } from '../document-id.ts';
import type { FileRow } from '../file-row.ts';
import { ownMessage } from '../own-message.ts';
import { giveBackReservation, reserve } from '../reserve.ts';
import type { RowWrite } from '../row-write.ts';
import type { FileVersion } from '../work.ts';
import type { ReconciledFile, ReconcileRun, ReconcileResult } from './reconcile-run.ts';

/** So many errors are an outage, not a file's misfortune. */
const MAX_ERRORS = 25;
const MINUTE_IN_MS = 60 * 1000;

type Ran = Extract<ReconcileResult, { done: 'ran' }>;

/** What one run has done so far. */
export interface Tally {
  run: ReconcileRun;
  /** Epoch milliseconds; what is younger is still on its ordinary way. */
  youngest: number;
  files: ReconciledFile[];
  errors: Ran['errors'];
}

export function beginTally(run: ReconcileRun, minimumAgeInMinutes: number): Tally {
  return { run, youngest: run.clock.now() - minimumAgeInMinutes * MINUTE_IN_MS, files: [], errors: [] };
}

export function isTooManyErrors({ errors }: Tally): boolean {
  return errors.length >= MAX_ERRORS;
}

/** Tells whether it is time to come to an end. */
export function isTimeOver({ run }: Tally): boolean {
  return run.clock.now() >= run.deadlines.startBefore;
}

/**
 * Sends (revision, rounds) of the row that the reservation was written on. A message that cannot be sent gives the reservation back,
 * so that the next run tries again instead of one six hours later. Never throws.
 */
export async function sendReserved(
  tally: Tally,
  file: FileVersion,
  { was, write }: { was: ReconciledFile['was']; write: RowWrite },
): Promise<void> {
  const { run } = tally;
  const documentId = documentIdOf(file);
  try {
    const reserved = await reserve(run.table, write);
    if (!reserved.mine) return;
    await run.fileMessages.send(ownMessage(file, generationOf(reserved.row)), 0);
    tally.files.push({ documentId, key: file.key, versionId: file.versionId, was });
  } catch (error) {
    tally.errors.push({ documentId, key: file.key, error });
    await run.table.write(giveBackReservation(write, run.clock.now())).catch(() => undefined);
  }
}

function generationOf({ revision, redriveRounds }: FileRow): { revision: number; round: number } {
  return { revision, round: redriveRounds };
}
