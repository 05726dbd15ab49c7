// Unpacks gzip as a stream within limits; a fault of the packed bytes is the file's, told by its place in the stored bytes.
import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import type { Limits } from '../limits.ts';
import { inBlocks } from './blocks.ts';
import { checkPacked } from './detect-type.ts';
import { Rejection } from './rejection.ts';

/** Packed bytes given to zlib at once. zlib does not tell where in them it stumbled, so this is how exact a place can be;
 * deflate makes at most 1,032 bytes of one, so this also bounds what one step can put out (4 MiB). */
const PIECE_SIZE_IN_BYTES = 4 * 1024;
const OUTPUT_CHUNK_IN_BYTES = 256 * 1024;

/** One gunzip, fed piece by piece; each step returns what came out of it. */
class Unpacker {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_CHUNK_IN_BYTES });
  #out: Buffer[] = [];
  #fed = 0;
  #produced = 0;
  readonly #limits: Limits;
  #failed: (error: Error) => void = () => {};

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#gunzip.on('data', (chunk: Buffer) => this.#out.push(chunk));
    // zlib does not call back a write that fails; it only emits the error.
    this.#gunzip.on('error', (error) => this.#failed(error));
  }

  async push(piece: Buffer): Promise<Buffer[]> {
    const start = this.#fed;
    this.#fed += piece.length;
    // zlib ends at zero padding after the last member and takes nothing more.
    if (!this.#gunzip.readableEnded) {
      await this.#step((done) => this.#gunzip.write(piece, done), start);
    }
    this.#checkPadding(piece, start);
    return this.#take();
  }

  async finish(): Promise<Buffer[]> {
    if (!this.#gunzip.readableEnded) {
      await this.#step((done) => {
        this.#gunzip.once('end', () => done());
        this.#gunzip.end();
      });
    }
    return this.#take();
  }

  destroy(): void {
    this.#gunzip.destroy();
  }

  #step(run: (done: () => void) => void, start?: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#failed = () => reject(this.#malformed(start));
    run(resolve);
    return promise;
  }

  #malformed(start: number | undefined): Rejection {
    if (start === undefined) {
      return new Rejection('MALFORMED_GZIP', `The gzip data is cut off: the file ends at byte ${this.#fed}.`);
    }
    const place = `between byte ${start} and byte ${this.#fed - 1} of the stored file`;
    return new Rejection('MALFORMED_GZIP', `The gzip data is damaged ${place}.`);
  }

  /** Only zero bytes may follow the last member; anything else would be dropped silently. */
  #checkPadding(piece: Buffer, start: number): void {
    const unused = piece.subarray(Math.max(0, this.#gunzip.bytesWritten - start));
    const at = unused.findIndex((byte) => byte !== 0);
    if (at < 0) return;
    const offset = start + piece.length - unused.length + at;
    throw new Rejection(
      'MALFORMED_GZIP',
      `Data that is not gzip follows the gzip data at byte ${offset} of the stored file.`,
    );
  }

  #take(): Buffer[] {
    const chunks = this.#out;
    this.#out = [];
    for (const chunk of chunks) this.#produced += chunk.length;
    const { maxFileSizeInBytes, maxGzipRatio, gzipRatioGraceInBytes } = this.#limits;
    const place = `after byte ${this.#fed} of the stored file`;
    if (this.#produced > gzipRatioGraceInBytes && this.#produced > maxGzipRatio * this.#fed) {
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The gzip data unpacks to more than ${maxGzipRatio} times its size, seen ${place}.`,
      );
    }
    if (this.#produced > maxFileSizeInBytes) {
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The gzip data unpacks to more than ${maxFileSizeInBytes} bytes, seen ${place}.`,
      );
    }
    return chunks;
  }
}

/** Unpacks `packed`. Errors of `packed` itself pass through as they are; several gzip members in a row are one content. */
export async function* gunzip(packed: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const unpacker = new Unpacker(limits);
  try {
    let isHead = true;
    for await (const piece of inBlocks(packed, PIECE_SIZE_IN_BYTES)) {
      if (isHead) await checkPacked(piece);
      isHead = false;
      yield* await unpacker.push(piece);
    }
    yield* await unpacker.finish();
  } finally {
    unpacker.destroy();
  }
}
