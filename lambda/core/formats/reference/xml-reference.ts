// XML 1.0 and 1.1, well-formedness only: namespaces are off (their check is quadratic in depth), and a DOCTYPE is refused.
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { shortName } from '../details.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from '../reader.ts';
import { Rejection } from '../rejection.ts';
import { XmlPlaces } from './xml-places.ts';

/** What saxes says of text before or after the root. */
const STRAY_TEXT = 'text data outside of root node.';

const malformed = (reason: string) => new Rejection('MALFORMED_XML', reason);

class XmlReferenceReader implements FormatReader {
  readonly #limits: ReaderContext['limits'];
  readonly #decoder = new StringDecoder('utf8');
  readonly #parser = new SaxesParser({ position: false });
  readonly #places: XmlPlaces;
  /** Lines on which the open elements began, outermost first. */
  readonly #openLines: number[] = [];
  #attributes = 0;
  #deepest = 0;
  #records = 0;
  #root = '';
  #hasEnded = false;
  /** Name of the last entity that is none of XML's five. */
  #unknownEntity: string | undefined;

  constructor({ limits }: ReaderContext) {
    this.#limits = limits;
    this.#places = new XmlPlaces(this.#parser, limits.maxRecordSizeInBytes);
    this.#listen();
    this.#watchEntities();
  }

  write(block: Buffer): void {
    const text = this.#decoder.write(block);
    this.#places.begin(text);
    this.#parser.write(text);
    try {
      this.#places.end();
    } catch (error) {
      this.#findLoneAmpersand();
      throw error;
    }
  }

  end(): FormatResult {
    if (this.#openLines.length > 0) this.#findLoneAmpersand();
    this.#hasEnded = true;
    this.#parser.close();
    return {
      recordCount: this.#records,
      details: { rootElement: shortName(this.#root), maxDepth: this.#deepest },
    };
  }

  /** Six listeners and no more: from about twelve on, V8 keeps the parser as a dictionary, and it takes four times as long. */
  #listen(): void {
    this.#parser.on('error', (error) => this.#fail(error));
    this.#parser.on('xmldecl', ({ encoding }) => this.#checkEncoding(encoding));
    this.#parser.on('doctype', (text) => this.#refuseDoctype(text));
    this.#parser.on('opentagstart', ({ name }) => this.#open(name));
    this.#parser.on('attribute', () => this.#countAttribute());
    this.#parser.on('closetag', () => this.#close());
  }

  /** The parser looks an entity up when it comes to a semicolon, which may be far behind the ampersand that the author forgot to escape. */
  #watchEntities(): void {
    this.#parser.ENTITIES = new Proxy(this.#parser.ENTITIES, {
      get: (entities, name: string) => {
        const value = entities[name];
        if (value === undefined) this.#unknownEntity = name;
        return value;
      },
    });
  }

  /** In a file that is broken anyway: a semicolon shows whether the parser still waits for the end of an entity. */
  #findLoneAmpersand(): void {
    try {
      this.#parser.write(';');
    } catch (error) {
      if (this.#unknownEntity !== undefined) throw error;
    }
  }

  #open(name: string): void {
    this.#attributes = 0;
    this.#places.beginElement(name, this.#openLines.length === 1);
    const line = this.#places.line;
    const depth = this.#openLines.push(line);
    if (depth === 1) this.#root = name;
    if (depth > this.#deepest) this.#deepest = depth;
    if (depth > this.#limits.maxDepth) {
      throw this.#limit(
        `The elements are nested deeper than ${this.#limits.maxDepth} levels on line ${line}.`,
      );
    }
  }

  #countAttribute(): void {
    this.#places.check();
    this.#attributes += 1;
    const max = this.#limits.maxXmlAttributesPerElement;
    if (this.#attributes > max) {
      throw this.#limit(
        `The element that begins on line ${this.#openLines.at(-1)} has more than ${max} attributes.`,
      );
    }
  }

  #close(): void {
    const isRecord = this.#openLines.length === 2;
    this.#places.endElement(isRecord);
    if (isRecord) this.#records += 1;
    this.#openLines.pop();
  }

  #checkEncoding(encoding: string | undefined): void {
    if (encoding === undefined || encoding.toLowerCase() === 'utf-8') return;
    throw new Rejection(
      'INVALID_ENCODING',
      `The XML declaration on line ${this.#places.line} names an encoding other than UTF-8; files must be UTF-8.`,
    );
  }

  #refuseDoctype(text: string): void {
    this.#places.check();
    const line = Math.max(1, this.#places.line - (text.split('\n').length - 1));
    throw malformed(
      `Line ${line} has a DOCTYPE, which is not accepted: it could define entities that make a file grow without bound.`,
    );
  }

  #limit(reason: string): Rejection {
    return new Rejection('LIMIT_EXCEEDED', reason);
  }

  #fail(error: Error): never {
    // An entity that never ends makes everything behind it too large as well; the ampersand is what to mend.
    if (this.#unknownEntity === undefined) this.#places.check();
    const openLine = this.#openLines.at(-1);
    if (this.#hasEnded) {
      throw malformed(
        openLine === undefined
          ? `The file ends on line ${this.#places.lastLine} before its root element is complete.`
          : `The file ends on line ${this.#places.lastLine} before the element that begins on line ${openLine} is closed.`,
      );
    }
    throw malformed(`Line ${this.#lineOf(error)} is not well-formed: ${what(error)}.`);
  }

  /** The parser tells of an entity at its end, and of text at the end of the text; the place is where they begin. */
  #lineOf(error: Error): number {
    if (error.message === STRAY_TEXT) return this.#places.strayTextLine;
    return this.#places.line - ((this.#unknownEntity ?? '').split('\n').length - 1);
  }
}

/** What the parser found, without the names it found it at: those are content of the file. */
function what(error: Error): string {
  const [fact = ''] = error.message.split(':');
  return fact.trim().replace(/\.$/, '');
}

/** Reads XML. `recordCount` is the child elements of the root; the cap of a record holds for each of them. */
export const createXmlReferenceReader: CreateReader = (context) => new XmlReferenceReader(context);
