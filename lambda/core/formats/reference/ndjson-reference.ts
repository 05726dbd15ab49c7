// NDJSON by JSON.parse, line by line: every line that is not blank is one JSON value. What the kernel is compared with.
import { JsonRun } from './json-run.ts';
import { JsonStructure } from './json-structure.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from '../reader.ts';
import { Rejection } from '../rejection.ts';

const LF = 0x0a;
const NOT_WHITE = /[^ \t\r\n]/;
/** A long line is checked in pieces of this size. */
const PIECE_SIZE_IN_BYTES = 64 * 1024;

class NdjsonReferenceReader implements FormatReader {
  readonly #limits: ReaderContext['limits'];
  /** What has come of the current line, without its line feed. */
  #pieces: Buffer[] = [];
  #length = 0;
  #line = 1;
  /** Offset of the current line in the content, 0-based. */
  #offset: number;
  #records = 0;
  #blankLines = 0;

  constructor({ limits, startOffset }: ReaderContext) {
    this.#limits = limits;
    this.#offset = startOffset;
  }

  async write(block: Buffer): Promise<void> {
    let from = 0;
    for (let end = block.indexOf(LF); end >= 0; end = block.indexOf(LF, from)) {
      this.#hold(block.subarray(from, end));
      // Awaited only where there is something to wait for: most lines are checked at once, and there may be millions.
      const checking = this.#checkLine();
      if (checking) await checking;
      this.#nextLine();
      from = end + 1;
    }
    // A copy, because the block is written over while the rest of the line is still to come.
    if (from < block.length) this.#hold(Buffer.from(block.subarray(from)));
  }

  async end(): Promise<FormatResult> {
    if (this.#length > 0) {
      await this.#checkLine();
    }
    return { recordCount: this.#records, details: { blankLines: this.#blankLines } };
  }

  #hold(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > this.#limits.maxRecordSizeInBytes) {
      throw this.#limit(`is larger than ${this.#limits.maxRecordSizeInBytes} bytes`);
    }
    this.#pieces.push(piece);
  }

  #nextLine(): void {
    this.#offset += this.#length + 1;
    this.#line += 1;
    this.#length = 0;
    this.#pieces = [];
  }

  #checkLine(): Promise<void> | undefined {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    const depthFault = this.#findDepthFault(bytes);
    if (depthFault !== undefined) return this.#rejectDepth(bytes.subarray(0, depthFault));
    if (bytes.length > PIECE_SIZE_IN_BYTES) return this.#checkInPieces(bytes);
    const text = bytes.toString('latin1');
    try {
      JSON.parse(text);
    } catch {
      return this.#rejectUnlessBlank(text);
    }
    this.#records += 1;
    return undefined;
  }

  async #rejectUnlessBlank(text: string): Promise<void> {
    if (NOT_WHITE.test(text)) throw this.#broken((await new JsonRun('').finish(text)) ?? 0);
    this.#blankLines += 1;
  }

  async #checkInPieces(bytes: Buffer): Promise<void> {
    const run = new JsonRun('');
    for (let at = 0; at < bytes.length; at += PIECE_SIZE_IN_BYTES) {
      const fault = await run.hold(bytes.toString('latin1', at, at + PIECE_SIZE_IN_BYTES));
      if (fault !== undefined) throw this.#broken(fault);
    }
    if (run.isBlankWith('')) {
      this.#blankLines += 1;
      return;
    }
    const fault = await run.finish('');
    if (fault !== undefined) throw this.#broken(fault);
    this.#records += 1;
  }

  /** Index of the bracket that is one too many; a line that is not longer than the limit cannot have it. */
  #findDepthFault(bytes: Buffer): number | undefined {
    if (bytes.length <= this.#limits.maxDepth) return undefined;
    const structure = new JsonStructure(this.#limits.maxDepth);
    let found = structure.next(bytes, 0);
    while (found && found.event !== 'too deep') found = structure.next(bytes, found.at + 1);
    return found?.at;
  }

  /** The limit counts only in a line that is JSON up to there. */
  async #rejectDepth(bytes: Buffer): Promise<never> {
    const { offset, isEnd } = await new JsonRun('').cut(bytes.toString('latin1'));
    if (!isEnd) throw this.#broken(offset);
    throw this.#limit(`is nested deeper than ${this.#limits.maxDepth} levels`);
  }

  #limit(what: string): Rejection {
    return new Rejection('LIMIT_EXCEEDED', `The value on line ${this.#line} ${what}.`);
  }

  #broken(fault: number): Rejection {
    return new Rejection(
      'MALFORMED_JSON',
      `Line ${this.#line} is not one JSON value: it stops being JSON at byte ${this.#offset + fault} of the file.`,
    );
  }
}

/** Reads NDJSON. `recordCount` is the lines that are not blank; the cap of a record holds for every line. */
export const createNdjsonReferenceReader: CreateReader = (context) => new NdjsonReferenceReader(context);
