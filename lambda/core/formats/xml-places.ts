// Follows the XML parser to say on which line it is and how large the current record has become.
import type { SaxesParser } from 'saxes';
import { Rejection } from './rejection.ts';

/** UTF-8 bytes that one UTF-16 unit may take; what is small even so need not be measured exactly. */
const MAX_BYTES_PER_UNIT = 3;

/** Wraps one parser; `begin` and `end` go around each of its writes. */
export class XmlPlaces {
  readonly #parser: SaxesParser;
  readonly #cap: number;
  #text = '';
  /** UTF-16 units given to the parser before `#text`. */
  #units = 0;
  /** The line up to `#nextLineFeed`, which is an index in `#text`. */
  #line = 1;
  #nextLineFeed = -1;
  #endsInLineFeed = false;
  /** Index in `#text` from which the open record is, and its bytes in the text before; no record is open while undefined. */
  #recordStart: number | undefined;
  #recordBytes = 0;
  #recordLine = 1;
  /** Bytes since the last tag came. */
  #silentBytes = 0;

  constructor(parser: SaxesParser, maxRecordSizeInBytes: number) {
    this.#parser = parser;
    this.#cap = maxRecordSizeInBytes;
  }

  begin(text: string): void {
    this.#text = text;
    this.#nextLineFeed = text.indexOf('\n');
    if (text.length > 0) this.#endsInLineFeed = text.endsWith('\n');
  }

  end(sizeInBytes: number): void {
    this.#advance(this.#text.length);
    this.#silentBytes += sizeInBytes;
    if (this.#recordStart !== undefined) {
      this.#recordBytes += Buffer.byteLength(this.#text.slice(this.#recordStart));
      this.#recordStart = 0;
      if (this.#recordBytes > this.#cap) throw this.#tooLarge();
    } else if (this.#silentBytes > this.#cap) {
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `More than ${this.#cap} bytes without a tag go up to line ${this.#line}.`,
      );
    }
    this.#units += this.#text.length;
    this.#text = '';
  }

  /** A tag has come. Whatever the parser gathers between two tags, be it text, a comment or attributes, is bounded by that. */
  noteTag(): void {
    this.#silentBytes = 0;
  }

  /** Line of the character that the parser read last; lines end in LF. */
  get line(): number {
    this.#advance(this.#index() - 1);
    return this.#line;
  }

  /** The last line that there is; only after the end of the content. */
  get lastLine(): number {
    return this.#line - (this.#endsInLineFeed && this.#line > 1 ? 1 : 0);
  }

  /** The parser has just read the name of an element that begins a record, and the character behind it. */
  beginRecord(name: string): void {
    const head = `<${name}`;
    const start = this.#index() - 1 - head.length;
    this.#recordLine = this.line;
    this.#recordStart = Math.max(0, start);
    this.#recordBytes = start < 0 ? Buffer.byteLength(head.slice(0, -start)) : 0;
  }

  /** The parser has just read the last character of the open record. */
  endRecord(): void {
    const start = this.#recordStart ?? 0;
    const end = Math.max(start, this.#index());
    this.#recordStart = undefined;
    if (this.#recordBytes + (end - start) * MAX_BYTES_PER_UNIT <= this.#cap) return;
    if (this.#recordBytes + Buffer.byteLength(this.#text.slice(start, end)) > this.#cap)
      throw this.#tooLarge();
  }

  /** Index in `#text` behind the last character read; the parser may hold one unit back from the text before. */
  #index(): number {
    return Math.min(this.#text.length, this.#parser.position - this.#units);
  }

  #advance(end: number): void {
    while (this.#nextLineFeed >= 0 && this.#nextLineFeed < end) {
      this.#line += 1;
      this.#nextLineFeed = this.#text.indexOf('\n', this.#nextLineFeed + 1);
    }
  }

  #tooLarge(): Rejection {
    return new Rejection(
      'LIMIT_EXCEEDED',
      `The element that begins on line ${this.#recordLine} is larger than ${this.#cap} bytes.`,
    );
  }
}
