// What a file truly holds, counted while it is made and by nothing that is measured later.

/** Records of text are its lines. */
export interface Counts {
  records: number;
  lines: number;
  words: number;
}

const LF = 0x0a;
const NONE: Counts = { records: 0, lines: 0, words: 0 };

/** Line feeds and runs of bytes that are not ASCII white space. The records are known to who made the bytes. */
export function countBytes(bytes: Uint8Array, records: number): Counts {
  let lines = 0;
  let words = 0;
  let wasWord = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    const isWord = byte !== 0x20 && (byte < 0x09 || byte > 0x0d);
    if (isWord && !wasWord) words += 1;
    if (byte === LF) lines += 1;
    wasWord = isWord;
  }
  return { records, lines, words };
}

/** Counts of parts that are put together, each so many times; they add up because every part ends in a line feed. */
export function sumCounts(parts: readonly (readonly [counts: Counts, times: number])[]): Counts {
  return parts.reduce(
    (sum, [{ records, lines, words }, times]) => ({
      records: sum.records + records * times,
      lines: sum.lines + lines * times,
      words: sum.words + words * times,
    }),
    NONE,
  );
}
