// Turns the inside of a JSON string into UTF-8, in place: what an escape stands for is never longer than the escape.

const [BACKSLASH, LETTER_U] = [0x5c, 0x75];
/** What a letter behind a backslash stands for; those that are not here stand for themselves. */
const ESCAPES: Readonly<Record<number, number>> = {
  0x62: 0x08,
  0x66: 0x0c,
  0x6e: 0x0a,
  0x72: 0x0d,
  0x74: 0x09,
};

/** Decodes the bytes from `start` to `end` and returns the new end. Half of a surrogate pair alone becomes three bytes that are not UTF-8. */
export function decodeJsonText(bytes: Buffer, start: number, end: number): number {
  let to = start;
  let at = start;
  while (at < end) {
    if (bytes[at] !== BACKSLASH) {
      bytes[to] = bytes[at] as number;
      to += 1;
      at += 1;
    } else if (bytes[at + 1] !== LETTER_U) {
      const letter = bytes[at + 1] as number;
      bytes[to] = ESCAPES[letter] ?? letter;
      to += 1;
      at += 2;
    } else {
      const { codePoint, length } = readUnits(bytes, at, end);
      to = writeCodePoint(bytes, to, codePoint);
      at += length;
    }
  }
  return to;
}

function unitAt(bytes: Buffer, at: number): number {
  return Number.parseInt(bytes.toString('latin1', at + 2, at + 6), 16);
}

/** One escape with four digits, or two that are a surrogate pair. */
function readUnits(bytes: Buffer, at: number, end: number): { codePoint: number; length: number } {
  const first = unitAt(bytes, at);
  const next = at + 6;
  if (
    first >= 0xd800 &&
    first < 0xdc00 &&
    next + 6 <= end &&
    bytes[next] === BACKSLASH &&
    bytes[next + 1] === LETTER_U
  ) {
    const second = unitAt(bytes, next);
    if (second >= 0xdc00 && second < 0xe000) {
      return { codePoint: 0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00), length: 12 };
    }
  }
  return { codePoint: first, length: 6 };
}

/** Writes a code point as UTF-8, halves of surrogate pairs too, and returns the index behind it. */
export function writeCodePoint(bytes: Buffer, to: number, codePoint: number): number {
  if (codePoint < 0x80) {
    bytes[to] = codePoint;
    return to + 1;
  }
  const length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  let rest = codePoint;
  for (let place = length - 1; place > 0; place -= 1) {
    bytes[to + place] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  // The lead byte: as many ones as there are bytes, then a zero.
  bytes[to] = ((0xf00 >> length) & 0xff) | rest;
  return to + length;
}
