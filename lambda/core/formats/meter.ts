// Counts lines and words of the content as it passes, on bytes, whatever the format.
import { borrowKernel, giveBackKernel, KERNEL_BLOCK_IN_BYTES } from './kernels/kernel.ts';

const LF = 0x0a;

/** Words are maximal runs of bytes other than ASCII white space, so the count does not depend on a locale. */
export class Meter {
  bytes = 0;
  readonly #kernel = borrowKernel();
  #last = LF;

  constructor() {
    this.#kernel.exports.text_begin();
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += KERNEL_BLOCK_IN_BYTES) {
      const block = bytes.subarray(at, at + KERNEL_BLOCK_IN_BYTES);
      this.#kernel.load(block);
      this.#kernel.exports.text_scan(block.length);
    }
    this.#last = bytes.at(-1) ?? this.#last;
    this.bytes += bytes.length;
  }

  /** LF bytes, plus one when the last byte of a non-empty content is not LF. */
  get lineCount(): number {
    return this.#kernel.exports.text_lineFeeds() + (this.#last === LF ? 0 : 1);
  }

  get wordCount(): number {
    return this.#kernel.exports.text_words();
  }

  /** Gives the kernel back; nothing may be asked of the meter afterwards. */
  close(): void {
    giveBackKernel(this.#kernel);
  }
}

/** Words of a text that was extracted from somewhere, by the same rule. */
export function countWords(text: string): number {
  const meter = new Meter();
  try {
    meter.update(Buffer.from(text, 'utf8'));
    return meter.wordCount;
  } finally {
    meter.close();
  }
}
