// Reads one tag of XML in the window: its name, and where the values of known attributes stand. The markup is known to be well-formed.
import type { ContentWindow } from './content-window.ts';
import type { Names } from './names.ts';
import { decodeXmlText } from './xml-text.ts';

const [QUOTE, APOSTROPHE, EQUALS, CLOSE, SLASH, AMPERSAND, SPACE, LF] = [
  0x22, 0x27, 0x3d, 0x3e, 0x2f, 0x26, 0x20, 0x0a,
] as const;
/** Not 0 for what ends a name: white space, `=`, `/`, `>`, the NUL behind the window. */
const NAME_STOPS = new Uint8Array(256);
for (const byte of [0, 0x09, LF, 0x0d, SPACE, EQUALS, SLASH, CLOSE]) NAME_STOPS[byte] = 1;
/** Not 0 for what cannot be taken as it is inside a value: quotes, references, white space other than the blank, NUL. */
const VALUE_STOPS = new Uint8Array(256);
for (const byte of [0, 0x09, LF, 0x0d, QUOTE, APOSTROPHE, AMPERSAND]) VALUE_STOPS[byte] = 1;

/** Numbers that are kept of an attribute: start and end of the value, and whether it must be decoded. */
const PLACE = 3;

export class XmlTag {
  nameStart = 0;
  nameEnd = 0;
  isSelfClosed = false;
  hasUnknownAttribute = false;
  readonly #window: ContentWindow;
  /** Where attribute n stands is at index 3n; zeros when it is absent. */
  readonly #places: Int32Array;
  readonly #attributes: Names;
  #mustDecode = false;

  constructor(window: ContentWindow, attributes: Names, count: number) {
    this.#window = window;
    this.#attributes = attributes;
    this.#places = new Int32Array(count * PLACE);
  }

  /** Reads the start tag at the beginning of the window and returns the index behind it; -1 when it is not whole. */
  read(): number {
    const { bytes, start } = this.#window;
    for (let at = 0; at < this.#places.length; at += 1) this.#places[at] = 0;
    this.hasUnknownAttribute = false;
    this.nameStart = start + 1;
    this.nameEnd = this.#skipName(start + 1);
    let at = this.#skipWhite(this.nameEnd);
    while (bytes[at] !== CLOSE) {
      if (bytes[at] === 0) return -1;
      if (bytes[at] === SLASH) return this.#endSelfClosed(at);
      at = this.#readAttribute(at);
      if (at < 0) return -1;
      at = this.#skipWhite(at);
    }
    this.isSelfClosed = false;
    return at + 1;
  }

  /** Where a value begins; 0 when the attribute is absent. */
  startOf(attribute: number): number {
    return this.#places[attribute * PLACE] as number;
  }

  /** The end of a value, after decoding it in place; only once the tag is whole. */
  decode(attribute: number): number {
    const at = attribute * PLACE;
    const end = this.#places[at + 1] as number;
    if (this.#places[at + 2] === 0) return end;
    return decodeXmlText(this.#window.bytes, this.#places[at] as number, end);
  }

  #endSelfClosed(slash: number): number {
    this.isSelfClosed = true;
    return this.#window.bytes[slash + 1] === CLOSE ? slash + 2 : -1;
  }

  #readAttribute(from: number): number {
    const { bytes } = this.#window;
    const nameEnd = this.#skipName(from);
    const equals = this.#skipWhite(nameEnd);
    if (bytes[equals] !== EQUALS) return -1;
    const quote = this.#skipWhite(equals + 1);
    const end = this.#skipValue(quote);
    if (end < 0) return -1;
    const attribute = this.#attributes.find(bytes, from, nameEnd);
    if (attribute < 0) {
      this.hasUnknownAttribute = true;
      return end + 1;
    }
    this.#places[attribute * PLACE] = quote + 1;
    this.#places[attribute * PLACE + 1] = end;
    this.#places[attribute * PLACE + 2] = this.#mustDecode ? 1 : 0;
    return end + 1;
  }

  /** `from` is at the opening quote; returns the index of the closing one. */
  #skipValue(from: number): number {
    const { bytes } = this.#window;
    const quote = bytes[from];
    if (quote === 0) return -1;
    this.#mustDecode = false;
    let at = from + 1;
    for (;;) {
      while (VALUE_STOPS[bytes[at] as number] === 0) at += 1;
      const byte = bytes[at];
      if (byte === quote) return at;
      if (byte === 0) return -1;
      if (byte !== QUOTE && byte !== APOSTROPHE) this.#mustDecode = true;
      at += 1;
    }
  }

  #skipName(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    while (NAME_STOPS[bytes[at] as number] === 0) at += 1;
    return at;
  }

  #skipWhite(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    while ((bytes[at] as number) <= SPACE && bytes[at] !== 0) at += 1;
    return at;
  }
}
