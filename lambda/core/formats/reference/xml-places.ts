// Follows the XML parser to say on which line it is and to stop what would not fit in memory.
import type { SaxesParser } from 'saxes';
import { Rejection } from '../rejection.ts';

/** UTF-8 bytes that one UTF-16 unit may take; what is small even so need not be measured exactly. */
const MAX_BYTES_PER_UNIT = 3;

/** Bytes from a mark on. `start` is an index in the current text; the bytes of the texts before are counted already. */
class Stretch {
  readonly line: number;
  #start: number;
  #bytes = 0;

  /** A negative `start` lies in the text before, which goes on from there as `head` does. */
  constructor(line: number, start: number, head = '') {
    this.line = line;
    this.#start = Math.max(0, start);
    if (start < 0) this.#bytes = Buffer.byteLength(head.slice(0, -start));
  }

  isLarger(cap: number, text: string, end: number): boolean {
    const units = Math.max(0, end - this.#start);
    if (this.#bytes + units * MAX_BYTES_PER_UNIT <= cap) return false;
    return this.#bytes + Buffer.byteLength(text.slice(this.#start, this.#start + units)) > cap;
  }

  /** Where it began in the current text; undefined when that was in an earlier one. */
  get start(): number | undefined {
    return this.#bytes > 0 ? undefined : this.#start;
  }

  endOfText(text: string): void {
    this.#bytes += Buffer.byteLength(text.slice(this.#start));
    this.#start = 0;
  }
}

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
  /** Of the text before. */
  #endsInReturn = false;
  /** The open child of the root. */
  #record: Stretch | undefined;
  /** What has come since the last tag: the parser may gather all of it, be it a comment, attributes or a name. */
  #untagged = new Stretch(1, 0);

  constructor(parser: SaxesParser, maxRecordSizeInBytes: number) {
    this.#parser = parser;
    this.#cap = maxRecordSizeInBytes;
  }

  begin(text: string): void {
    this.#text = text;
    this.#nextLineFeed = text.indexOf('\n');
    if (text.length > 0) this.#endsInLineFeed = text.endsWith('\n');
  }

  end(): void {
    this.#checkUpTo(this.#text.length);
    this.#advance(this.#text.length);
    this.#record?.endOfText(this.#text);
    this.#untagged.endOfText(this.#text);
    this.#units += this.#text.length;
    if (this.#text.length > 0) this.#endsInReturn = this.#text.endsWith('\r');
    this.#text = '';
  }

  /** Line of the character that the parser read last; lines end in LF. */
  get line(): number {
    this.#advance(this.#index() - 1);
    return this.#line;
  }

  /** Line of the first character after the last tag that is not in a comment or a processing instruction. */
  get strayTextLine(): number {
    const start = this.#untagged.start;
    if (start === undefined) return this.line;
    const allowed = /(?:\s|<!--.*?-->|<\?.*?\?>)*/sy;
    allowed.lastIndex = start;
    allowed.test(this.#text);
    this.#advance(allowed.lastIndex);
    return this.#line;
  }

  /** The last line that there is; only after the end of the content. */
  get lastLine(): number {
    return this.#line - (this.#endsInLineFeed && this.#line > 1 ? 1 : 0);
  }

  /** Throws when what is open has become too large; to be asked before anything else is said about this place. */
  check(): void {
    this.#checkUpTo(this.#index());
  }

  /** The parser has just read the name of an element, and the character behind it. */
  beginElement(name: string, isRecord: boolean): void {
    this.check();
    const head = `<${name}`;
    const start = this.#index() - this.#unitsBehindName() - head.length;
    // A CR that ended the text before is read with this one.
    this.#untagged = new Stretch(this.line, start, `${head}\r`);
    if (isRecord) this.#record = new Stretch(this.line, start, `${head}\r`);
  }

  /** The parser has just read the last character of an element. */
  endElement(isRecord: boolean): void {
    this.check();
    this.#untagged = new Stretch(this.line, this.#index());
    if (isRecord) this.#record = undefined;
  }

  /** CR LF is one character, which two texts may share. */
  #unitsBehindName(): number {
    const last = this.#index() - 1;
    const before = last > 0 ? this.#text[last - 1] : this.#endsInReturn && '\r';
    return this.#text[last] === '\n' && before === '\r' ? 2 : 1;
  }

  #checkUpTo(end: number): void {
    if (this.#record?.isLarger(this.#cap, this.#text, end)) {
      throw this.#tooLarge(`The element that begins on line ${this.#record.line} is larger than`);
    }
    if (this.#untagged.isLarger(this.#cap, this.#text, end)) {
      throw this.#tooLarge(`What follows the last tag, on line ${this.#untagged.line}, is larger than`);
    }
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

  #tooLarge(what: string): Rejection {
    return new Rejection('LIMIT_EXCEEDED', `${what} ${this.#cap} bytes.`);
  }
}
