// The encoding of text: UTF-8 without NUL, told by the first byte that breaks it.
import { Rejection } from './rejection.ts';
import { Utf8Check } from './utf8.ts';

export interface EncodingFault {
  /** Index in the block before which everything is sound; 0 when the fault began in the block before. */
  index: number;
  rejection: Rejection;
}

function invalid(offset: number, what: string): Rejection {
  return new Rejection('INVALID_ENCODING', `The text is not UTF-8: byte ${offset} ${what}.`);
}

export class TextCheck {
  readonly #utf8 = new Utf8Check();
  #offset = 0;

  /** Takes the next block and returns its first fault. */
  update(block: Buffer): EncodingFault | undefined {
    const nul = block.indexOf(0);
    const sound = nul < 0 ? block : block.subarray(0, nul);
    const offset = this.#utf8.update(sound) ?? (nul < 0 ? undefined : this.#utf8.end());
    if (offset !== undefined) {
      const rejection = invalid(offset, 'begins a sequence that is not valid');
      return { index: Math.max(0, offset - this.#offset), rejection };
    }
    if (nul >= 0) {
      return {
        index: nul,
        rejection: invalid(this.#offset + nul, 'is NUL, as in UTF-16 or in a binary file'),
      };
    }
    this.#offset += block.length;
    return undefined;
  }

  /** Throws when the content ended inside a sequence. */
  end(): void {
    const offset = this.#utf8.end();
    if (offset !== undefined) throw invalid(offset, 'begins a sequence that the end of the file cuts off');
  }
}
