// Walks over JSON values in the window. The text is known to be JSON; it may end anywhere, because blocks are cut anywhere.
import type { ContentWindow } from './content-window.ts';

export const [QUOTE, COMMA, COLON, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [
  0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d,
];
const [LF, SPACE, BACKSLASH] = [0x0a, 0x20, 0x5c];
/** Braces and brackets differ in this bit only. */
const BRACE_BIT = 0x20;

/** Not 0 for what ends the plain part of a string: quote, backslash, the NUL behind the window. */
const STRING_STOPS = new Uint8Array(256);
for (const byte of [0, QUOTE, BACKSLASH]) STRING_STOPS[byte as number] = 1;
/** Not 0 for what ends a number or a literal. */
const SCALAR_STOPS = new Uint8Array(256);
for (const byte of [0, 0x09, LF, 0x0d, SPACE, COMMA, CLOSE_BRACKET, CLOSE_BRACE]) {
  SCALAR_STOPS[byte as number] = 1;
}

/** Every method returns the index behind what it walked over, or -1 when the window ends before that. */
export class JsonScan {
  /** Line feeds that `skipWhite` has passed. */
  lineFeeds = 0;
  /** Whether the last string has an escape in it. */
  hasEscape = false;
  /** Nothing follows the window: a number that ends with it is whole. */
  isLast = false;
  readonly #window: ContentWindow;

  constructor(window: ContentWindow) {
    this.#window = window;
  }

  /** Behind white space; never -1, the window may end there. */
  skipWhite(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte > SPACE || byte === 0) return at;
      if (byte === LF) this.lineFeeds += 1;
      at += 1;
    }
  }

  /** `from` is at the opening quote. */
  skipString(from: number): number {
    const { bytes, end } = this.#window;
    this.hasEscape = false;
    let at = from + 1;
    for (;;) {
      while (STRING_STOPS[bytes[at] as number] === 0) at += 1;
      if (bytes[at] === QUOTE) return at + 1;
      if (at + 1 >= end) return -1;
      this.hasEscape = true;
      at += 2;
    }
  }

  /** A number or a literal. */
  skipScalar(from: number): number {
    const { bytes, end } = this.#window;
    let at = from;
    while (SCALAR_STOPS[bytes[at] as number] === 0) at += 1;
    return at < end || this.isLast ? at : -1;
  }

  /** A value of any kind. */
  skipValue(from: number): number {
    const byte = this.#window.bytes[from] as number;
    if (byte === QUOTE) return this.skipString(from);
    if ((byte | BRACE_BIT) === OPEN_BRACE) return this.#skipNested(from);
    return this.skipScalar(from);
  }

  #skipNested(from: number): number {
    const { bytes } = this.#window;
    let depth = 0;
    let at = from;
    do {
      at = this.skipWhite(at);
      const byte = bytes[at] as number;
      if (byte === 0) return -1;
      if (byte === QUOTE) {
        at = this.skipString(at);
        if (at < 0) return -1;
        continue;
      }
      if ((byte | BRACE_BIT) === OPEN_BRACE) depth += 1;
      else if ((byte | BRACE_BIT) === CLOSE_BRACE) depth -= 1;
      at += 1;
    } while (depth > 0);
    return at;
  }
}
