// Follows brackets and strings of a JSON text to know depth and the borders of the root's elements; the grammar is checked elsewhere.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Braces and brackets differ in this bit only: `[` 5b, `{` 7b; `]` 5d, `}` 7d. */
const BRACE_BIT = 0x20;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export type StructureEvent = 'comma' | 'close' | 'too deep';

/** In a text that is not JSON all this means nothing; then the grammar check fails at or before the place. */
export class JsonStructure {
  /** Brackets that are open; an element of the root has depth 1 around it. */
  depth = 0;
  /** Most brackets that were open at once. */
  deepest = 0;
  readonly #maxDepth: number;
  #inString = false;
  #escaped = false;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /** Goes on from index `from`. Stops at a comma between elements of the root, at the bracket that closes the root, or at one too many. */
  next(bytes: Buffer, from: number): { at: number; event: StructureEvent } | undefined {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (this.#inString) this.#inside(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === COMMA && this.depth === 1) return { at, event: 'comma' };
      else if ((byte | BRACE_BIT) === OPEN_BRACE) {
        this.depth += 1;
        if (this.depth > this.#maxDepth) return { at, event: 'too deep' };
        if (this.depth > this.deepest) this.deepest = this.depth;
      } else if ((byte | BRACE_BIT) === CLOSE_BRACE) {
        this.depth -= 1;
        if (this.depth <= 0) return { at, event: 'close' };
      }
    }
    return undefined;
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}
