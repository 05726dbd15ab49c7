// JSON by JSON.parse and stream-json, strictly: one value. The elements of the root are checked run by run as they pass, so a document of any
// size fits. What the kernel is compared with.
import { JsonRun } from './json-run.ts';
import { JsonStructure } from './json-structure.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from '../reader.ts';
import { Rejection } from '../rejection.ts';

const ROOTS = /[[{"tfn\-\d]/;
// prettier-ignore
const KINDS: Record<string, string> = { '[': 'array', '{': 'object', '"': 'string', t: 'boolean', f: 'boolean', n: 'null' };
const NOT_WHITE = /[^ \t\r\n]/;

/** A block in both shapes; text has one character a byte (latin1), so an index is the same in both. */
interface Piece {
  bytes: Buffer;
  text: string;
}

type StructureFound = ReturnType<JsonStructure['next']>;

/** Offsets are 0-based bytes of the content. */
class JsonReferenceReader implements FormatReader {
  readonly #limits: ReaderContext['limits'];
  readonly #structure: JsonStructure;
  /** Of the current block. */
  #offset: number;
  #phase: 'before' | 'container' | 'scalar' | 'after' = 'before';
  #root = '';
  #run = new JsonRun('');
  #runOffset = 0;
  #elementOffset = 0;
  #elements = 0;
  #hasEnded = false;

  constructor({ limits, startOffset }: ReaderContext) {
    this.#limits = limits;
    this.#structure = new JsonStructure(limits.maxDepth);
    this.#offset = startOffset;
  }

  async write(bytes: Buffer): Promise<void> {
    const text = bytes.toString('latin1');
    let at = 0;
    if (this.#phase === 'before') at = this.#begin({ bytes, text });
    if (this.#phase === 'scalar') this.#expectNone(await this.#run.hold(text.slice(at)));
    else if (this.#phase === 'container') at = await this.#readElements({ bytes, text }, at);
    if (this.#phase === 'after') this.#expectWhite(text.slice(at), this.#offset + at);
    this.#offset += bytes.length;
  }

  async end(): Promise<FormatResult> {
    this.#hasEnded = true;
    if (this.#phase === 'before') throw this.#broken(this.#offset);
    if (this.#phase === 'scalar') this.#expectNone(await this.#run.finish(''));
    if (this.#phase === 'container') this.#expectNone((await this.#run.cut('')).offset);
    return {
      recordCount: this.#root === '[' ? this.#elements : 1,
      details: { topLevel: KINDS[this.#root] ?? 'number', maxDepth: this.#structure.deepest },
    };
  }

  /** Returns the index from which the root, or what is inside its bracket, is to be read. */
  #begin({ bytes, text }: Piece): number {
    const at = text.search(NOT_WHITE);
    if (at < 0) return text.length;
    this.#root = text[at] as string;
    if (!ROOTS.test(this.#root)) throw this.#broken(this.#offset + at);
    const isContainer = this.#root === '[' || this.#root === '{';
    this.#phase = isContainer ? 'container' : 'scalar';
    if (isContainer) this.#structure.next(bytes.subarray(at, at + 1), 0);
    const inside = isContainer ? at + 1 : at;
    this.#startRun(this.#offset + inside);
    this.#elementOffset = this.#runOffset;
    return inside;
  }

  #startRun(offset: number): void {
    this.#run = new JsonRun(this.#phase === 'container' ? this.#root : '');
    this.#runOffset = offset;
  }

  /** Returns the index behind the bracket that closes the root, or the end of the block. */
  async #readElements({ bytes, text }: Piece, from: number): Promise<number> {
    let lastComma = -1;
    let found = this.#structure.next(bytes, from);
    for (
      ;
      found?.event === 'comma' && !this.#isTooLarge(found.at);
      found = this.#structure.next(bytes, lastComma + 1)
    ) {
      lastComma = found.at;
      this.#elements += 1;
      this.#elementOffset = this.#offset + lastComma + 1;
    }
    if (found?.event === 'close' && !this.#isTooLarge(found.at)) {
      await this.#close(text.slice(from, found.at), this.#offset + found.at, text[found.at]);
      return found.at + 1;
    }
    if (found || this.#isTooLarge(text.length)) throw await this.#overLimit(text.slice(from), found, from);
    if (lastComma >= 0) {
      this.#expectNone(await this.#run.finish(text.slice(from, lastComma)));
      this.#startRun(this.#offset + lastComma + 1);
    }
    this.#expectNone(await this.#run.hold(text.slice(Math.max(from, lastComma + 1))));
    return text.length;
  }

  /** The element that ends at this index of the block, or goes on behind it. */
  #isTooLarge(at: number): boolean {
    return this.#root === '[' && this.#offset + at - this.#elementOffset > this.#limits.maxRecordSizeInBytes;
  }

  /** `before` is what the block holds of the last run, `offset` the place of the bracket. */
  async #close(before: string, offset: number, bracket: string | undefined): Promise<void> {
    const isEmpty = this.#elements === 0 && this.#run.isBlankWith(before);
    if (!isEmpty) {
      this.#expectNone(await this.#run.finish(before));
      this.#elements += 1;
    }
    if (bracket !== (this.#root === '[' ? ']' : '}')) throw this.#broken(offset);
    this.#phase = 'after';
  }

  /**
   * A limit counts only in a text that is JSON up to there: up to the bracket that is too deep, or to the byte that is one too many, so that
   * the verdict does not depend on how blocks are cut. `rest` is what the block holds from index `from` on.
   */
  async #overLimit(rest: string, found: StructureFound, from: number): Promise<Rejection> {
    const { maxDepth, maxRecordSizeInBytes } = this.#limits;
    const isTooDeep = found !== undefined && !this.#isTooLarge(found.at);
    const end = isTooDeep ? found.at : this.#elementOffset + maxRecordSizeInBytes + 1 - this.#offset;
    const { offset, isEnd } = await this.#run.cut(rest.slice(0, end - from));
    if (!isEnd) return this.#broken(this.#runOffset + offset);
    return new Rejection(
      'LIMIT_EXCEEDED',
      isTooDeep
        ? `The JSON is nested deeper than ${maxDepth} levels at byte ${this.#runOffset + offset}.`
        : `The array element that begins at byte ${this.#elementOffset} is larger than ${maxRecordSizeInBytes} bytes.`,
    );
  }

  #expectNone(fault: number | undefined): void {
    if (fault !== undefined) throw this.#broken(this.#runOffset + fault);
  }

  #expectWhite(text: string, offset: number): void {
    const at = text.search(NOT_WHITE);
    if (at >= 0) throw this.#broken(offset + at);
  }

  #broken(offset: number): Rejection {
    const reason =
      this.#hasEnded && offset >= this.#offset
        ? `The JSON ends at byte ${offset}, before its value is complete.`
        : `The file stops being JSON at byte ${offset}.`;
    return new Rejection('MALFORMED_JSON', reason);
  }
}

/**
 * Reads JSON. `recordCount` is the elements of an array, else 1. The cap of a record holds for the elements of an array; any other
 * root is one record of which nothing is kept, so it may be as large as the file.
 */
export const createJsonReferenceReader: CreateReader = (context) => new JsonReferenceReader(context);
