// Finds rows by the indexes, and reads every hit again consistently: an index may be behind the table.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { UserError } from '../user-error.ts';
import { showText } from './show-text.ts';
import type { Files } from './verb.ts';

/** Reads under way at a time; below the 50 connections of one SDK client. */
const READS_AHEAD = 32;

type Hit = Pick<FileRow, 'documentId'>;

/** Everything that comes, as a list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The rows behind the hits, in their order; a row that is gone since is left out. */
export async function* readAgain({ table }: Files, hits: AsyncIterable<Hit>): AsyncGenerator<FileRow> {
  const underWay: Promise<FileRow | undefined>[] = [];
  for await (const { documentId } of hits) {
    const read = table.get(documentId);
    // A failure is thrown when its turn comes; until then it must not end the process.
    read.catch(() => undefined);
    underWay.push(read);
    if (underWay.length >= READS_AHEAD) yield* arrived(underWay.shift());
  }
  for (const read of underWay) yield* arrived(read);
}

async function* arrived(read: Promise<FileRow | undefined> | undefined): AsyncGenerator<FileRow> {
  const row = await read;
  if (row) yield row;
}

/** All versions of a name, oldest first. Throws UserError when none is known. */
export async function findVersions(files: Files, fileName: string): Promise<FileRow[]> {
  const rows = await collect(readAgain(files, files.index.byFile(fileName)));
  if (rows.length === 0) throw unknownName(files, fileName);
  return rows;
}

/** The newest version of a name. Only its own row is read, however many versions there are. Throws UserError when none is known. */
export async function findNewest(files: Files, fileName: string): Promise<FileRow> {
  const hits = await collect(files.index.byFile(fileName));
  for (const { documentId } of hits.reverse()) {
    const row = await files.table.get(documentId);
    if (row) return row;
  }
  throw unknownName(files, fileName);
}

function unknownName({ environmentName }: Files, fileName: string): UserError {
  return new UserError(
    `No file "${showText(fileName)}" is known in the environment ${environmentName}; ` +
      "see `npm run file -- list` for today's files, and check --environment (or --local).",
  );
}
