// Puts rows that come in pages into one order, holding no more than one row per page stream or one group of equal times.
import type { FileRow } from '../core/file-row.ts';

/** Merges streams that are each sorted by this key; ties go by documentId. The first page of all streams is fetched at once. */
export async function* mergeSorted(
  streams: readonly AsyncIterable<FileRow>[],
  keyOf: (row: FileRow) => string,
): AsyncGenerator<FileRow> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let first: { row: FileRow; at: number } | undefined;
    for (const [at, head] of heads.entries()) {
      if (!head.done && (!first || isBefore(head.value, first.row, keyOf))) first = { row: head.value, at };
    }
    const iterator = first && iterators[first.at];
    if (!first || !iterator) return;
    yield first.row;
    heads[first.at] = await iterator.next();
  }
}

function isBefore(a: FileRow, b: FileRow, keyOf: (row: FileRow) => string): boolean {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left === right ? a.documentId < b.documentId : left < right;
}

/** An index orders by uploadedAt alone; rows of the same millisecond are put in order here. */
export async function* sortRuns(rows: AsyncIterable<FileRow>): AsyncGenerator<FileRow> {
  let run: FileRow[] = [];
  for await (const row of rows) {
    if (run[0] && run[0].uploadedAt !== row.uploadedAt) {
      yield* run.sort(bySequencer);
      run = [];
    }
    run.push(row);
  }
  yield* run.sort(bySequencer);
}

/** Uploads of the same millisecond, oldest first; rows without a sequencer come first. */
function bySequencer(a: FileRow, b: FileRow): number {
  // S3: the shorter one is padded with zeros on the right, then they are compared as text.
  const width = Math.max(a.sequencer?.length ?? 0, b.sequencer?.length ?? 0);
  const [left, right] = [a, b].map(({ sequencer = '' }) => sequencer.toUpperCase().padEnd(width, '0'));
  if (left !== right) return (left ?? '') < (right ?? '') ? -1 : 1;
  return a.documentId < b.documentId ? -1 : 1;
}
