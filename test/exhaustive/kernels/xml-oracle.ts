// What the XML kernel is compared with: saxes, fed so that it tells every fault at the character that is at fault.
import type {
  CreateReader,
  FormatReader,
  FormatResult,
  ReaderContext,
} from '../../../lambda/core/formats/reader.ts';
import { createXmlReferenceReader } from '../../../lambda/core/formats/reference/xml-reference.ts';
import { Rejection } from '../../../lambda/core/formats/rejection.ts';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';

const MARK = Buffer.from('\ufeff');
const DOCTYPE = '<!DOCTYPE';
/** How saxes says that a reference is none. */
const BAD_REFERENCE =
  /not well-formed: (?:undefined entity|malformed character entity|empty entity name|.* in entity name)/;

/**
 * In blocks, saxes tells text outside the root at the end of the block, and what has become too large at the next tag: where one of them
 * comes to depends on the blocks. Byte by byte it does not. Three things differ from what it says then, each for a reason:
 * - A DOCTYPE is refused when the word is complete, not at its end.
 * - What is wrong with a reference is told at its ampersand, also where saxes loses count of the lines (a lone CR, or a number).
 * - Of two byte order marks, the second is a character like others, which may not stand before the root; saxes skips it.
 */
class XmlOracle implements FormatReader {
  readonly #context: ReaderContext;
  readonly #blocks: Buffer[] = [];

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  write(block: Buffer): void {
    this.#blocks.push(Buffer.from(block));
  }

  end(): FormatResult | Promise<FormatResult> {
    const bytes = Buffer.concat(this.#blocks);
    const reader = createXmlReferenceReader(this.#context);
    if (bytes.subarray(0, MARK.length).equals(MARK)) throw notWellFormed(1);
    for (let at = 0; at < bytes.length;) at = feed(reader, bytes, at);
    return reader.end();
  }
}

const notWellFormed = (line: number) =>
  new Rejection('MALFORMED_XML', `Line ${line} is not well-formed: seen otherwise.`);

/** Feeds one byte, or what follows an ampersand up to its semicolon; returns where to go on. */
function feed(reader: FormatReader, bytes: Buffer, at: number): number {
  void reader.write(bytes.subarray(at, at + 1));
  const end = at + 1;
  if (bytes[at] === 0x26) {
    const { message } = rejectionOf(bytes.subarray(0, end), 'zz;') ?? {};
    if (message !== undefined) return feedReference(reader, { bytes, from: end, line: lineIn(message) });
  }
  if (bytes.subarray(Math.max(0, end - DOCTYPE.length), end).equals(Buffer.from(DOCTYPE))) {
    const rejection = rejectionOf(bytes.subarray(0, end), '>');
    if (rejection) throw rejection;
  }
  return end;
}

/** Cut in the middle, `&amp` would be taken for an entity that nobody knows. */
function feedReference(
  reader: FormatReader,
  { bytes, from, line }: { bytes: Buffer; from: number; line: number },
): number {
  const semicolon = bytes.indexOf(0x3b, from);
  const end = semicolon < 0 ? bytes.length : semicolon + 1;
  try {
    void reader.write(bytes.subarray(from, end));
    if (semicolon < 0) void reader.end();
  } catch (error) {
    if (error instanceof Rejection && BAD_REFERENCE.test(error.message)) throw notWellFormed(line);
    throw error;
  }
  return end;
}

/** What is wrong with the bytes and these behind them, whatever the limits. */
function rejectionOf(bytes: Buffer, behind: string): Rejection | undefined {
  const reader = createXmlReferenceReader({ limits: DEFAULT_LIMITS, startOffset: 0, sizeInBytes: 0 });
  try {
    void reader.write(Buffer.concat([bytes, Buffer.from(behind)]));
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

const lineIn = (message: string) => Number(/line (\d+)/i.exec(message)?.[1]);

export const createXmlOracle: CreateReader = (context) => new XmlOracle(context);
