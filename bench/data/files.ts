// Files of the benchmark on disk; a file that is already there is used again.
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UserError } from '../../scripts/lib/user-error.ts';
import { contentOf, sizeOf, truthOf, type Base } from './base.ts';
import { SHAPES } from './shapes.ts';
import type { Counts } from './truth.ts';

export interface DataFile {
  path: string;
  /** Of the content, unpacked. */
  sizeInBytes: number;
  truth: Counts;
}

interface Wanted {
  folder: string;
  base: Base;
  /** How many times the body of the base. */
  times: number;
  signal: AbortSignal;
}

/** Part files are renamed when they are whole, so that an interrupted command leaves nothing that looks like data. */
async function write(path: string, content: NodeJS.ReadableStream, { signal }: Wanted): Promise<void> {
  try {
    await pipeline(content, createWriteStream(`${path}.part`), { signal });
    await rename(`${path}.part`, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new UserError(`The disk is full; make room and repeat the command, or remove .local/bench.`, {
      cause: error,
    });
  }
}

async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) {
    throw new UserError(
      `The data need ${Math.ceil(bytes / 1e6)} MB in ${folder} and ${Math.floor((bavail * bsize) / 1e6)} MB are free; make room and repeat the command.`,
    );
  }
}

/** The content as a file. */
export async function plainFile(wanted: Wanted): Promise<DataFile> {
  const { folder, base, times } = wanted;
  const path = join(folder, `${base.format}-${times}.${SHAPES[base.format].extension}`);
  const sizeInBytes = sizeOf(base, times);
  if (!existsSync(path) || statSync(path).size !== sizeInBytes) {
    await requireRoom(folder, sizeInBytes);
    await write(path, Readable.from(contentOf(base, times), { objectMode: false }), wanted);
  }
  return { path, sizeInBytes, truth: truthOf(base, times) };
}

/** The same packed with gzip at its usual level. */
export async function packedFile(wanted: Wanted): Promise<DataFile> {
  const plain = await plainFile(wanted);
  const path = `${plain.path}.gz`;
  if (!existsSync(path)) {
    await requireRoom(wanted.folder, plain.sizeInBytes);
    await write(path, createReadStream(plain.path).pipe(createGzip()), wanted);
  }
  return { ...plain, path };
}
