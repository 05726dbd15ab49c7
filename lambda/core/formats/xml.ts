// XML 1.0, well-formedness only: namespaces are off, and a DOCTYPE is refused.
import { shortName } from './details.ts';
import { borrowKernel, giveBackKernel } from './kernels/kernel.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from './reader.ts';
import { Rejection } from './rejection.ts';
import { readDeclaration } from './xml-declaration.ts';
import type { Declaration } from './xml-declaration.ts';
// prettier-ignore
import { BAD_DECLARATION, BAD_ENTITY, DOCTYPE, LARGE_RECORD, LARGE_UNTAGGED, MANY_ATTRIBUTES, TOO_DEEP, wordsOf } from './xml-faults.ts';

/** The kernel counts bytes in 32 bits, and has room for so many open elements, and attributes of one, from the beginning. */
const MOST_BYTES = 0x3fffffff;
const MOST_NAMES = 0x100000;
const LF = 0x0a;

const malformed = (reason: string) => new Rejection('MALFORMED_XML', reason);
const overLimit = (reason: string) => new Rejection('LIMIT_EXCEEDED', reason);
const notWellFormed = (line: number, what: string) => malformed(`Line ${line} is not well-formed: ${what}.`);

class XmlReader implements FormatReader {
  readonly #context: ReaderContext;
  readonly #kernel = borrowKernel();
  /** The first bytes, as long as they do not show which declaration there is, if any. */
  #head: Buffer | undefined = Buffer.alloc(0);
  /** Reads in place of the kernel what is not XML 1.0. */
  #other: FormatReader | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
    const { maxDepth, maxXmlAttributesPerElement, maxRecordSizeInBytes } = context.limits;
    this.#kernel.exports.xml_begin(
      Math.min(maxDepth, MOST_NAMES),
      Math.min(maxXmlAttributesPerElement, MOST_NAMES),
      Math.min(maxRecordSizeInBytes, MOST_BYTES),
    );
  }

  write(block: Buffer): void | Promise<void> {
    if (this.#other) return this.#other.write(block);
    if (!this.#head) return this.#scan(block);
    const before = this.#head;
    const head = before.length === 0 ? block : Buffer.concat([before, block]);
    const found = readDeclaration(head);
    if (found.kind === 'other version') return this.#handOver(head);
    this.#checkDeclaration(found, head);
    this.#head = found.kind === 'open' ? Buffer.from(head) : undefined;
    if (found.kind === 'none') for (const part of [before, block]) this.#scan(part);
    if (found.kind === 'complete') this.#scanBehind(head, found.end);
  }

  end(): FormatResult | Promise<FormatResult> {
    if (this.#other) return this.#other.end();
    if (this.#head) this.#endOfHead(this.#head);
    const { exports } = this.#kernel;
    const fault = exports.xml_end();
    if (fault) throw this.#rejectionAtEnd(fault);
    const start = exports.xml_root();
    const root = Buffer.from(this.#kernel.memory.subarray(start, start + exports.xml_rootLength())).toString(
      'utf8',
    );
    return {
      recordCount: exports.xml_records(),
      details: { rootElement: shortName(root), maxDepth: exports.xml_deepest() },
    };
  }

  close(): void {
    giveBackKernel(this.#kernel);
    this.#other?.close?.();
  }

  /** The library is loaded when it is needed, which is hardly ever. */
  async #handOver(head: Buffer): Promise<void> {
    const { createXmlReferenceReader } = await import('./reference/xml-reference.ts');
    this.#other = createXmlReferenceReader(this.#context);
    await this.#other.write(head);
  }

  #scan(block: Buffer): void {
    this.#kernel.load(block);
    const fault = this.#kernel.exports.xml_scan(block.length);
    if (fault) throw this.#rejection(fault);
  }

  #scanBehind(head: Buffer, end: number): void {
    this.#kernel.exports.xml_skip(end, lineAt(head, end));
    this.#scan(head.subarray(end));
  }

  /** Limits come first, but the encoding is named before the last character. */
  #checkDeclaration(found: Declaration, head: Buffer): void {
    if (found.kind === 'none') return;
    const end = 'end' in found ? found.end : head.length;
    const isComplete = found.kind === 'complete';
    const { maxRecordSizeInBytes } = this.#context.limits;
    if (end - Number(isComplete) > maxRecordSizeInBytes) throw this.#rejection(LARGE_UNTAGGED, 1);
    if (found.kind === 'fault') throw notWellFormed(lineAt(head, found.at), BAD_DECLARATION);
    if (isComplete && !/^(?:utf-8)?$/i.test(found.encoding)) {
      throw new Rejection(
        'INVALID_ENCODING',
        `The XML declaration on line ${lineAt(head, end)} names an encoding other than UTF-8; files must be UTF-8.`,
      );
    }
    if (end > maxRecordSizeInBytes) throw this.#rejection(LARGE_UNTAGGED, 1);
  }

  /** The file ends before it shows which declaration it has; what is no beginning of one at all is read as any file. */
  #endOfHead(head: Buffer): void {
    if (head.length <= 5) return this.#scan(head);
    const lines = lineAt(head, head.length);
    throw endsEarly(head.at(-1) === LF ? lines - 1 : lines, 0);
  }

  #rejectionAtEnd(fault: number): Rejection {
    const { xml_lastLine, xml_openLine } = this.#kernel.exports;
    // The end shows a CR to be the last character, and whatever is wrong with it is that nothing follows.
    const isOther = fault < TOO_DEEP || fault === BAD_ENTITY;
    return isOther ? this.#rejection(fault) : endsEarly(xml_lastLine(), xml_openLine());
  }

  #rejection(fault: number, line = this.#kernel.exports.xml_line()): Rejection {
    const { maxDepth, maxRecordSizeInBytes, maxXmlAttributesPerElement } = this.#context.limits;
    switch (fault) {
      case LARGE_RECORD:
        return overLimit(
          `The element that begins on line ${line} is larger than ${maxRecordSizeInBytes} bytes.`,
        );
      case LARGE_UNTAGGED:
        return overLimit(
          `What follows the last tag, on line ${line}, is larger than ${maxRecordSizeInBytes} bytes.`,
        );
      case TOO_DEEP:
        return overLimit(`The elements are nested deeper than ${maxDepth} levels on line ${line}.`);
      case MANY_ATTRIBUTES:
        return overLimit(
          `The element that begins on line ${line} has more than ${maxXmlAttributesPerElement} attributes.`,
        );
      case DOCTYPE:
        return malformed(
          `Line ${line} has a DOCTYPE, which is not accepted: it could define entities that make a file grow without bound.`,
        );
      default:
        return notWellFormed(line, wordsOf(fault) ?? '');
    }
  }
}

const endsEarly = (lastLine: number, openLine: number) =>
  malformed(
    `The file ends on line ${lastLine} before ${openLine === 0 ? 'its root element is complete' : `the element that begins on line ${openLine} is closed`}.`,
  );

/** Line of the byte; lines end in LF. */
function lineAt(bytes: Buffer, at: number): number {
  let line = 1;
  for (let feed = bytes.indexOf(LF); feed >= 0 && feed < at; feed = bytes.indexOf(LF, feed + 1)) line += 1;
  return line;
}

/** Reads XML. `recordCount` is the child elements of the root; the cap of a record holds for each of them. */
export const createXmlReader: CreateReader = (context) => new XmlReader(context);
