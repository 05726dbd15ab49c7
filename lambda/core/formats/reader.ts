// What every format offers to measureFile: take the content block by block, then say what it came to.
import type { Limits } from '../limits.ts';
import type { Details } from '../outcome.ts';

export interface ReaderContext {
  limits: Limits;
  /** Bytes before the first block that is written: 3 after a byte order mark, else 0. Reported byte offsets include them. */
  startOffset: number;
  /** Stored bytes; for a gzip this says nothing about the content. */
  sizeInBytes: number;
}

export interface FormatResult {
  recordCount?: number;
  /** Only where words are not those of the bytes, as in a PDF. */
  wordCount?: number;
  details: Details;
}

/**
 * Reads one file. Blocks come without the byte order mark and, for text, are valid UTF-8 up to a sequence cut by the end of the block;
 * they have at most KERNEL_BLOCK_IN_BYTES, and a block
 * stays as it is only until the next call has ended (see inBlocks). Throws Rejection when the content is at fault.
 */
export interface FormatReader {
  write(block: Buffer): void | Promise<void>;
  end(): FormatResult | Promise<FormatResult>;
  /** Gives back what the reader borrowed; called once, whatever came of the file, and nothing is called after it. */
  close?(): void;
}

export type CreateReader = (context: ReaderContext) => FormatReader;
