// Reservations: a row whose turn is put off before a message about it is sent, so that a backlog is not queued again and again.
import type { FileRow } from './file-row.ts';
import type { FilesTable } from './ports.ts';
import { iso } from './row-steps.ts';
import { equals, type RowWrite } from './row-write.ts';

export type Reserved = { mine: true; row: FileRow } | { mine: false; row: FileRow | undefined };

/** A refusal that shows the very time that I wanted to set is the SDK's own repetition of a success. */
export async function reserve(table: Pick<FilesTable, 'write'>, write: RowWrite): Promise<Reserved> {
  const { written, row } = await table.write(write);
  if (row && (written || row.nextTryAt === write.set?.nextTryAt)) return { mine: true, row };
  return { mine: false, row };
}

/** Undoes a reservation whose message could not be sent: the row is due at once, unless somebody touched it since. */
export function giveBackReservation({ documentId, set }: RowWrite, now: number): RowWrite {
  return {
    documentId,
    step: 'give-back',
    condition: equals('nextTryAt', set?.nextTryAt ?? ''),
    set: { nextTryAt: iso(now) },
  };
}
