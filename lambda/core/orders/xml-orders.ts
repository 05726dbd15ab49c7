// Orders in XML: walks from tag to tag of markup that is known to be well-formed.
import type { ContentWindow } from './content-window.ts';
import type { OrderAssembler } from './order-assembler.ts';
import type { CreateRecordReader, RecordReader } from './record-reader.ts';
import { XmlElements } from './xml-elements.ts';
import { isWhite } from './xml-text.ts';

const [OPEN, CLOSE, SLASH, BANG, QUESTION, DASH, BRACKET, SPACE, LF] = [
  0x3c, 0x3e, 0x2f, 0x21, 0x3f, 0x2d, 0x5b, 0x20, 0x0a,
] as const;
const CDATA = '<![CDATA[';
const END_OF_CDATA = ']]>';
const COMMENT = '<!--';

class XmlOrders implements RecordReader {
  readonly #window: ContentWindow;
  readonly #elements: XmlElements;
  /** Line of the file at the start of the window. */
  #line = 1;

  constructor(window: ContentWindow, assembler: OrderAssembler) {
    this.#window = window;
    this.#elements = new XmlElements(window, assembler);
  }

  step(isLast: boolean): boolean {
    const { bytes, start, end } = this.#window;
    if (start === end) return false;
    if (this.#elements.isForeign) return this.#advance(end);
    if (bytes[start] !== OPEN) return this.#readText(isLast);
    switch (bytes[start + 1]) {
      case 0:
        return false;
      case BANG:
        return this.#readBang();
      case QUESTION:
        return this.#advance(this.#behind('?>', start + 2));
      case SLASH:
        return this.#readEndTag();
      default:
        return this.#readStartTag();
    }
  }

  #readStartTag(): boolean {
    const line = this.#line;
    // Line feeds are counted before the values are decoded: decoding makes blanks of them.
    if (!this.#advance(this.#elements.scanStartTag())) return false;
    this.#elements.takeStartTag(line);
    return true;
  }

  /** Goes on behind what was read; -1 when that was not whole. */
  #advance(end: number): boolean {
    if (end < 0) return false;
    const { bytes, start } = this.#window;
    for (let at = start; at < end; at += 1) {
      if (bytes[at] === LF) this.#line += 1;
    }
    this.#window.start = end;
    return true;
  }

  /** Index behind the next occurrence of a text; -1 when there is none yet. */
  #behind(text: string, from: number): number {
    const { bytes, end } = this.#window;
    const at = bytes.indexOf(text, from, 'latin1');
    return at < 0 || at + text.length > end ? -1 : at + text.length;
  }

  #readEndTag(): boolean {
    const { bytes, start, end } = this.#window;
    const close = bytes.indexOf(CLOSE, start);
    if (close < 0 || close >= end) return false;
    this.#elements.end();
    return this.#advance(close + 1);
  }

  /** A comment, or a stretch of text in brackets; nothing else begins like that in a file without DOCTYPE. */
  #readBang(): boolean {
    const { bytes, start } = this.#window;
    const next = bytes[start + 2];
    if (next === DASH) return this.#advance(this.#behind('-->', start + COMMENT.length));
    if (next !== BRACKET) return false;
    const text = start + CDATA.length;
    const end = this.#behind(END_OF_CDATA, text);
    if (end < 0) return false;
    if (this.#firstSolid(text, end - END_OF_CDATA.length) >= 0) this.#elements.text(this.#line);
    return this.#advance(end);
  }

  /** What stands up to the next tag. */
  #readText(isLast: boolean): boolean {
    const { bytes, start, end } = this.#window;
    let tag = start;
    while (bytes[tag] !== OPEN && bytes[tag] !== 0) tag += 1;
    if (tag === end && !isLast) return false;
    const solid = this.#firstSolid(start, tag);
    if (solid >= 0 && !isWhite(bytes.toString('latin1', solid, tag))) {
      this.#elements.text(this.#line + this.#window.countLineFeeds(start, solid));
    }
    return this.#advance(tag);
  }

  /** Index of the first byte that is not white space; -1 when there is none. */
  #firstSolid(from: number, to: number): number {
    const { bytes } = this.#window;
    let at = from;
    while (at < to && (bytes[at] as number) <= SPACE) at += 1;
    return at < to ? at : -1;
  }
}

/** Reads orders in XML. */
export const createXmlOrders: CreateRecordReader = (window, assembler) => new XmlOrders(window, assembler);
