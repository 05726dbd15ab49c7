// Finds the members of one JSON object that have known names, and remembers where their values stand.
import type { ContentWindow } from './content-window.ts';
import { CLOSE_BRACE, COLON, COMMA, QUOTE } from './json-scan.ts';
import type { JsonScan } from './json-scan.ts';
import { decodeJsonText } from './json-text.ts';
import type { Names } from './names.ts';
import { ABSENT, NUMBER, OTHER, SPAN, STRING } from './order-values.ts';
import type { OrderValues } from './order-values.ts';

/** Added to the kind of a string that has escapes; taken away when it is decoded. */
const ESCAPED = 0x10;
const [LETTER_N, MINUS, ZERO, NINE] = [0x6e, 0x2d, 0x30, 0x39];
/** Longest escape of a character that can stand in a name: a key that is longer than that is none of the names. */
const BYTES_OF_ESCAPE = 6;

/** Bit of `faults`: a member has another name. Bit n + 1: field n is there twice. */
const UNKNOWN = 1;

/** Tells of an object's faults, in the order of the fields. */
export function forEachFault(
  faults: number,
  tell: { unknown(): void; duplicate(field: number): void },
): void {
  if (faults & UNKNOWN) tell.unknown();
  for (let field = 0; faults >> (field + 1) !== 0; field += 1) {
    if ((faults >> (field + 1)) & 1) tell.duplicate(field);
  }
}

/** The names of an object's members, and the one whose value has members of its own. */
export interface MemberNames {
  names: Names;
  fieldCount: number;
  nested?: { field: number; read(from: number): number };
}

export class JsonMembers {
  /** What was wrong with the last object that was read. */
  faults = 0;
  readonly #window: ContentWindow;
  readonly #scan: JsonScan;
  readonly #names: MemberNames;
  #seen = 0;
  #spans: Int32Array = new Int32Array(0);
  #base = 0;

  constructor(window: ContentWindow, scan: JsonScan, names: MemberNames) {
    this.#window = window;
    this.#scan = scan;
    this.#names = names;
  }

  /**
   * Reads the object whose brace is at `from`, and returns the index behind it; -1 when it is not whole. The place of field n is put at
   * `base` + 3n of `spans`. Of a field that is there twice the first one counts.
   */
  read(from: number, spans: Int32Array, base: number): number {
    this.#spans = spans;
    this.#base = base;
    this.faults = 0;
    this.#seen = 0;
    for (let at = 0; at < this.#names.fieldCount * SPAN; at += 1) spans[base + at] = 0;
    return this.#readMembers(from);
  }

  #readMembers(from: number): number {
    const { bytes } = this.#window;
    const scan = this.#scan;
    let at = scan.skipWhite(from + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    while (bytes[at] === QUOTE) {
      const keyEnd = scan.skipString(at);
      if (keyEnd < 0) return -1;
      const field = this.#fieldOf(at + 1, keyEnd - 1);
      at = scan.skipWhite(keyEnd);
      if (bytes[at] !== COLON) return -1;
      at = this.#readValue(field, scan.skipWhite(at + 1));
      if (at < 0) return -1;
      at = scan.skipWhite(at);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = scan.skipWhite(at + 1);
    }
    return -1;
  }

  /** The field of a key; -1 when its value is not wanted. */
  #fieldOf(start: number, end: number): number {
    const { bytes } = this.#window;
    const { names } = this.#names;
    const field = this.#scan.hasEscape ? this.#fieldOfEscaped(start, end) : names.find(bytes, start, end);
    if (field < 0) {
      this.faults |= UNKNOWN;
      return -1;
    }
    const bit = 2 << field;
    if (this.#seen & bit) {
      this.faults |= bit;
      return -1;
    }
    this.#seen |= bit;
    return field;
  }

  /** Decoded in a copy: the object may have to be read again. */
  #fieldOfEscaped(start: number, end: number): number {
    const { names } = this.#names;
    if (end - start > names.maxLength * BYTES_OF_ESCAPE) return -1;
    const key = Buffer.from(this.#window.bytes.subarray(start, end));
    return names.find(key, 0, decodeJsonText(key, 0, key.length));
  }

  #readValue(field: number, from: number): number {
    const scan = this.#scan;
    const { nested } = this.#names;
    if (field < 0) return scan.skipValue(from);
    const first = this.#window.bytes[from] as number;
    const isText = first === QUOTE;
    const end = nested?.field === field ? nested.read(from) : scan.skipValue(from);
    if (end < 0) return -1;
    const at = this.#base + field * SPAN;
    this.#spans[at] = isText ? from + 1 : from;
    this.#spans[at + 1] = isText ? end - 1 : end;
    this.#spans[at + 2] = isText && scan.hasEscape ? STRING | ESCAPED : kindOf(first);
    return end;
  }
}

function kindOf(first: number): number {
  if (first === QUOTE) return STRING;
  if (first === MINUS || (first >= ZERO && first <= NINE)) return NUMBER;
  return first === LETTER_N ? ABSENT : OTHER;
}

/** Decodes a field of the order's values, where that is needed; only once the object is whole. */
export function decodeField(values: OrderValues, field: number): void {
  const at = field * SPAN;
  const kind = values.spans[at + 2] as number;
  if ((kind & ESCAPED) === 0) return;
  values.spans[at + 1] = decodeJsonText(
    values.bytes,
    values.spans[at] as number,
    values.spans[at + 1] as number,
  );
  values.spans[at + 2] = kind & ~ESCAPED;
}
