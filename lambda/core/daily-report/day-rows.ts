// The rows of a day that a report is about, always in the same order, and the hash by which a day is told to have changed.
import { createHash } from 'node:crypto';
import type { FileRow } from '../file-row.ts';
import { isProbe } from '../notices/file-notice.ts';

/** What the index gives and the report uses; anything else of a row may change without a new revision. */
const HASHED = [
  'documentId',
  'fileName',
  'fileType',
  'fileSize',
  'status',
  'reasonCode',
  'lineCount',
  'wordCount',
  'recordCount',
  'uploadedAt',
  'processedAt',
  'revision',
] as const;

/** By processedAt, then documentId. The index orders by time alone: within one time it may give the rows in any order. */
export async function* inOrder(rows: AsyncIterable<FileRow>): AsyncGenerator<FileRow> {
  let sameTime: FileRow[] = [];
  for await (const row of rows) {
    if (!isReported(row)) continue;
    if (sameTime[0] && sameTime[0].processedAt !== row.processedAt) {
      yield* sameTime.sort(byId);
      sameTime = [];
    }
    sameTime.push(row);
  }
  yield* sameTime.sort(byId);
}

/** Release probes are nobody's files; a row in work has left its day, although the index may still show it. */
function isReported(row: FileRow): boolean {
  return row.status !== 'PROCESSING' && row.processedAt !== undefined && !isProbe(row.fileName);
}

function byId(a: FileRow, b: FileRow): number {
  return a.documentId < b.documentId ? -1 : 1;
}

export class RowsHash {
  readonly #hash = createHash('sha256');

  add(row: FileRow): void {
    this.#hash.update(`${JSON.stringify(HASHED.map((name) => row[name] ?? null))}\n`);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** From upload to result; the clocks of the store and of the function differ, so it may come out below 0 and is 0 then. */
export function durationOf(row: Pick<FileRow, 'uploadedAt' | 'processedAt'>): number {
  const milliseconds = Date.parse(row.processedAt ?? '') - Date.parse(row.uploadedAt);
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}
