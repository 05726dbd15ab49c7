// How often a message may be repeated: the faults that hit one file between its publish and its mark, and the deaths of processes.
import { readFileSync } from 'node:fs';
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { DoneFault, FaultKind } from './faults.ts';

/** With these nothing was published: they explain no repeat. */
const WITHOUT_EFFECT = new Set<DoneFault['kind']>(['reset', 'error', 'throttle'] satisfies FaultKind[]);

/** Counts for each file the faults of its window, from the record of the proxy. */
export function windowFaults(done: readonly DoneFault[]): (row: FileRow) => number {
  const inWindow = done.filter(
    ({ operation, kind, isMark }) => isMark || (operation === 'Publish' && !WITHOUT_EFFECT.has(kind)),
  );
  const byFile = Map.groupBy(inWindow, ({ documentId }) => documentId ?? '');
  return ({ documentId }) => byFile.get(documentId)?.length ?? 0;
}

/** Processes of a function that the engine ended because they ran longer than the function may; a slow machine is enough for that. */
export function countTimeouts(logFile: string, functionName: string): number {
  return readFileSync(logFile, 'utf8').split(`Lambda ${functionName} timed out after`).length - 1;
}
