// What every way to read a file has in common: one file in, what it counted out.
import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a reader found; which counts it has depends on what it counts. `verdict` is what the product would say of the file. */
export interface Found {
  verdict: 'PROCESSED' | 'REJECTED';
  records?: number;
  lines?: number;
  words?: number;
  /** Of the unpacked content. */
  bytes?: number;
  columns?: number;
}

/** Reads one file from its first byte to its last. A file that cannot be read is an error; bad content is a verdict. */
export type Variant = (path: string) => Promise<Found>;

/** With less, one measures the stream: 64 KiB, its default, keep any reader below about 1 GB/s. */
const LARGE_CHUNK_IN_BYTES = 1024 * 1024;

/** For the libraries that are faster with it: stream-json takes 1.6 times as long with large chunks, saxes and csv-parse gain nothing by them. */
export const SMALL_CHUNK_IN_BYTES = 64 * 1024;

/** The bytes of a file. */
export function openFile(path: string, highWaterMark = LARGE_CHUNK_IN_BYTES): ReadStream {
  return createReadStream(path, { highWaterMark });
}

/** The text of a file; a character that two chunks share is decoded whole. */
export function openText(path: string, highWaterMark = LARGE_CHUNK_IN_BYTES): ReadStream {
  return createReadStream(path, { highWaterMark, encoding: 'utf8' });
}

export const REJECTED: Found = { verdict: 'REJECTED' };

/** True for what the operating system says (ENOENT and the like), which says nothing about the content. */
export function isOfSystem(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

/** A parser that throws has found the content at fault. */
export async function judged(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (isOfSystem(error)) throw error;
    return REJECTED;
  }
}

/** Sends the input through and hands out what comes; `data` events are the cheapest way to take it. */
export async function drain<T>(input: Readable, through: Duplex, take: (item: T) => void): Promise<void> {
  through.on('data', take);
  // A pipeline ends with the last write into its last stream, not with the last item out of it.
  await Promise.all([pipeline(input, through), once(through, 'end')]);
}
