// Counts lines and words byte by byte: slow and plainly right, what the text kernel is compared with.
import type { CreateReader } from '../reader.ts';

const LF = 0x0a;
const WHITE_SPACE = [0x20, 0x09, LF, 0x0b, 0x0c, 0x0d];
const IS_WORD = new Uint8Array(256).fill(1);
for (const byte of WHITE_SPACE) IS_WORD[byte] = 0;

/** Tells the lines as `recordCount`. */
export const createTextReferenceReader: CreateReader = () => {
  let [lineFeeds, words, lastIsWord, last] = [0, 0, 0, LF];
  return {
    write(block) {
      for (const byte of block) {
        const isWord = IS_WORD[byte] as number;
        words += isWord & (lastIsWord ^ 1);
        lastIsWord = isWord;
        if (byte === LF) lineFeeds += 1;
        last = byte;
      }
    },
    end: () => ({ recordCount: lineFeeds + (last === LF ? 0 : 1), wordCount: words, details: {} }),
  };
};
