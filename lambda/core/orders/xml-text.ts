// Turns the text of an XML attribute into UTF-8, in place: what a reference stands for is never longer than the reference.
import { writeCodePoint } from './json-text.ts';

const [AMPERSAND, SEMICOLON, HASH, SPACE, LF, CR, TAB] = [0x26, 0x3b, 0x23, 0x20, 0x0a, 0x0d, 0x09] as const;
const ENTITIES: Readonly<Record<string, number>> = { lt: 0x3c, gt: 0x3e, amp: 0x26, quot: 0x22, apos: 0x27 };
/** A blank, written as a reference to one of the four characters of white space. */
const WHITE_REFERENCE = /&#(?:x0*(?:20|9|a|d)|0*(?:32|9|10|13));/gi;
const WHITE = /^[ \t\r\n]*$/;

/** Decodes the bytes from `start` to `end` and returns the new end. White space that is not a reference becomes a blank, CR LF one. */
export function decodeXmlText(bytes: Buffer, start: number, end: number): number {
  let to = start;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === AMPERSAND) {
      const semicolon = bytes.indexOf(SEMICOLON, at);
      to = writeCodePoint(bytes, to, codePointOf(bytes.toString('latin1', at + 1, semicolon)));
      at = semicolon + 1;
    } else {
      bytes[to] = byte === LF || byte === CR || byte === TAB ? SPACE : byte;
      to += 1;
      at += byte === CR && bytes[at + 1] === LF ? 2 : 1;
    }
  }
  return to;
}

/** `reference` is what stands between ampersand and semicolon. */
function codePointOf(reference: string): number {
  if (reference.charCodeAt(0) !== HASH) return ENTITIES[reference] ?? 0;
  return reference[1] === 'x'
    ? Number.parseInt(reference.slice(2), 16)
    : Number.parseInt(reference.slice(1), 10);
}

/** Tells whether the text between two tags is nothing but white space. */
export function isWhite(text: string): boolean {
  return WHITE.test(text.replace(WHITE_REFERENCE, ''));
}
