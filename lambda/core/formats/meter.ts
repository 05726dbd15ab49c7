// Counts lines and words of the content as it passes, on bytes, whatever the format.

const LF = 0x0a;
const WHITE_SPACE = [0x20, 0x09, LF, 0x0b, 0x0c, 0x0d];
const IS_WORD = new Uint8Array(256).fill(1);
for (const byte of WHITE_SPACE) IS_WORD[byte] = 0;

/** Words are maximal runs of bytes other than ASCII white space, so the count does not depend on a locale. */
export class Meter {
  bytes = 0;
  #lineFeeds = 0;
  #words = 0;
  #lastIsWord = 0;
  #last = LF;

  update(block: Uint8Array): void {
    let lineFeeds = 0;
    let words = 0;
    let before = this.#lastIsWord;
    for (let at = 0; at < block.length; at += 1) {
      const byte = block[at] as number;
      const isWord = IS_WORD[byte] as number;
      words += isWord & (before ^ 1);
      before = isWord;
      if (byte === LF) lineFeeds += 1;
    }
    this.#lineFeeds += lineFeeds;
    this.#words += words;
    this.#lastIsWord = before;
    this.#last = block.at(-1) ?? this.#last;
    this.bytes += block.length;
  }

  /** LF bytes, plus one when the last byte of a non-empty content is not LF. */
  get lineCount(): number {
    return this.#lineFeeds + (this.#last === LF ? 0 : 1);
  }

  get wordCount(): number {
    return this.#words;
  }
}

/** Words of a text that was extracted from somewhere, by the same rule. */
export function countWords(text: string): number {
  const meter = new Meter();
  meter.update(Buffer.from(text, 'utf8'));
  return meter.wordCount;
}
