// Unpacks gzip as a stream within limits; a fault of the packed bytes is the file's, told by its place in the stored bytes.
import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import type { Limits } from '../limits.ts';
import { inBlocks } from './blocks.ts';
import { checkPacked } from './detect-type.ts';
import { Rejection } from './rejection.ts';

/**
 * Packed bytes given to zlib at once. zlib does not tell where in them it stumbled, so this is how exact a place can be. Smaller ones cost
 * (each is a job of the thread pool), larger ones bring nothing more.
 */
const PIECE_SIZE_IN_BYTES = 64 * 1024;
/** Unpacked bytes taken at once; with the 16 KiB of Node's default the jobs cost more than the unpacking. */
const OUTPUT_CHUNK_IN_BYTES = 1024 * 1024;

/** One gunzip, fed piece by piece. zlib is asked for more only when what came out has been taken: a piece may unpack to 1,032 times its size. */
class Unpacker {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_CHUNK_IN_BYTES });
  readonly #limits: Limits;
  #fed = 0;
  #produced = 0;
  #hasFailed = false;
  #wake: () => void = () => {};

  constructor(limits: Limits) {
    this.#limits = limits;
    const wake = () => this.#wake();
    this.#gunzip.on('readable', wake).on('end', wake);
    // zlib does not call back a write that fails; it only emits the error.
    this.#gunzip.on('error', () => {
      this.#hasFailed = true;
      wake();
    });
  }

  async *push(piece: Buffer): AsyncGenerator<Buffer> {
    const start = this.#fed;
    this.#fed += piece.length;
    yield* this.#step((done) => this.#gunzip.write(piece, done), start);
    this.#checkPadding(piece, start);
  }

  finish(): AsyncGenerator<Buffer> {
    return this.#step((done) => {
      this.#gunzip.once('end', done);
      this.#gunzip.end();
    });
  }

  destroy(): void {
    this.#gunzip.destroy();
  }

  /** What comes out until the step is done. zlib ends at zero padding after the last member and takes nothing more. */
  async *#step(run: (done: () => void) => void, start?: number): AsyncGenerator<Buffer> {
    if (this.#gunzip.readableEnded) return;
    let isDone = false;
    run(() => {
      isDone = true;
      this.#wake();
    });
    for (;;) {
      const chunk = this.#gunzip.read() as Buffer | null;
      if (chunk) {
        this.#checkLimits(chunk.length);
        yield chunk;
        continue;
      }
      if (this.#hasFailed) throw this.#malformed(start);
      if (isDone || this.#gunzip.readableEnded) return;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
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

  #checkLimits(length: number): void {
    this.#produced += length;
    const { maxFileSizeInBytes, maxGzipRatio, gzipRatioGraceInBytes } = this.#limits;
    const used = this.#gunzip.bytesWritten;
    if (this.#produced > gzipRatioGraceInBytes && this.#produced > maxGzipRatio * used) {
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The gzip data unpacks to more than ${maxGzipRatio} times its size, seen after byte ${used} of the stored file.`,
      );
    }
    if (this.#produced > maxFileSizeInBytes) {
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The gzip data unpacks to more than ${maxFileSizeInBytes} bytes, seen after byte ${used} of the stored file.`,
      );
    }
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
      yield* unpacker.push(piece);
    }
    yield* unpacker.finish();
  } finally {
    unpacker.destroy();
  }
}
