// The usual way in Node to count lines and words: readline, and a split of each line.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { openFile, type Found, type Variant } from './variant.ts';

/** A line of ASCII white space only has no word. */
function wordsOf(line: string): number {
  const text = line.trim();
  return text === '' ? 0 : text.split(/\s+/).length;
}

/** Lines and words of a stream by the events of readline; `for await` is at most as fast. */
export async function countText(input: Readable): Promise<Found> {
  let [lines, words] = [0, 0];
  const reader = createInterface({ input, crlfDelay: Infinity });
  reader.on('line', (line) => {
    lines += 1;
    words += wordsOf(line);
  });
  await Promise.race([once(reader, 'close'), failureOf(input)]);
  return { verdict: 'PROCESSED', records: lines, lines, words };
}

/** readline only ends at an error of its input; it does not tell it. */
function failureOf(input: Readable): Promise<never> {
  return new Promise((_, reject) => input.once('error', reject));
}

export const readline: Variant = (path) => countText(openFile(path));
