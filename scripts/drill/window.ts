// How often a message may be repeated: the faults that hit one file between its publish and its mark.
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
