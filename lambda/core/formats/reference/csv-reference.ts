// CSV by csv-parse, with the delimiter that the header shows; LF or CR LF ends a row, blank lines are ignored. What the kernel is compared with.
import { CsvError, parse } from 'csv-parse';
import type { Parser } from 'csv-parse';
import { findDelimiter } from '../csv-delimiter.ts';
import type { Delimiter } from '../csv-delimiter.ts';
import { CsvPlaces } from './csv-places.ts';
import { shortList } from '../details.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from '../reader.ts';
import { Rejection } from '../rejection.ts';

const malformed = (reason: string) => new Rejection('MALFORMED_CSV', reason);

class CsvReferenceReader implements FormatReader {
  readonly #context: ReaderContext;
  #delimiter: Delimiter = ',';
  #places: CsvPlaces | undefined;
  #parser: Parser | undefined;
  #columns: string[] | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  async write(block: Buffer): Promise<void> {
    if (block.length === 0) return;
    const places = (this.#places ??= this.#open(block));
    places.scan(block);
    // Nothing of an overlong row is sound; all that is left to learn is whether its quote closes.
    if (places.soundUntil > 0) await this.#parse(block.subarray(0, places.soundUntil));
    if (places.fault) throw await this.#settle(places.fault);
  }

  async end(): Promise<FormatResult> {
    const places = this.#places;
    places?.finish();
    if (places?.fault) throw await this.#settle(places.fault);
    if (places?.isOverlong) throw await this.#settle(this.#unclosed());
    await this.#finish();
    if (!this.#parser || !this.#columns) {
      throw malformed(
        `The file has no header row: it is blank up to its end on line ${(places?.line ?? 2) - 1}.`,
      );
    }
    const names = this.#columns.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
    return {
      recordCount: this.#parser.info.records,
      details: { delimiter: this.#delimiter, columnCount: names.length, columns: shortList(names) },
    };
  }

  #open(head: Buffer): CsvPlaces {
    this.#delimiter = findDelimiter(head);
    this.#parser = parse({
      delimiter: this.#delimiter,
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      // Bytes as characters: the content is known to be UTF-8, and all that matters to the grammar is ASCII.
      encoding: 'latin1',
      columns: (header: string[]) => (this.#columns = header),
      // Rows are checked and counted but never built or handed out.
      from: Number.MAX_SAFE_INTEGER,
      // The size of a row is watched by CsvPlaces, in bytes with quotes and delimiters.
      max_record_size: 0,
    });
    // Errors are taken from the callbacks; without a listener they would end the process as well.
    this.#parser.on('error', () => {}).resume();
    return new CsvPlaces(this.#delimiter.charCodeAt(0), this.#context.limits);
  }

  #parse(bytes: Buffer): Promise<void> {
    return this.#step((parser, done) => parser.write(bytes, done));
  }

  #finish(): Promise<void> {
    return this.#step((parser, done) =>
      parser
        .once('end', () => done())
        .once('error', done)
        .end(),
    );
  }

  async #step(run: (parser: Parser, done: (error?: Error | null) => void) => void): Promise<void> {
    const parser = this.#parser;
    if (!parser) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    run(parser, (error) => (error ? reject(error) : resolve()));
    try {
      await promise;
    } catch (error) {
      throw this.#explain(error as Error);
    }
  }

  /** csv-parse looks some bytes ahead, so it may still owe us a fault that stands before the one that was found here. */
  async #settle(fault: Rejection): Promise<Error> {
    try {
      await this.#finish();
      return fault;
    } catch (error) {
      return this.#row() < (this.#places?.row ?? 0) ? (error as Error) : fault;
    }
  }

  /** Index of the row that csv-parse is at. */
  #row(): number {
    return (this.#parser?.info.records ?? 0) + (this.#columns ? 1 : 0);
  }

  #explain(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const line = this.#places?.lineOfRow(this.#row()) ?? 1;
    switch (error.code) {
      case 'CSV_RECORD_INCONSISTENT_COLUMNS':
        return malformed(
          `The row that begins on line ${line} has ${columns(widthOf(error))} where the header has ${this.#columns?.length}.`,
        );
      case 'CSV_QUOTE_NOT_CLOSED':
        return this.#unclosed();
      case 'CSV_INVALID_CLOSING_QUOTE':
      case 'INVALID_OPENING_QUOTE':
        return malformed(
          `Line ${this.#places?.strayQuoteLine ?? line} has a quote where none may stand: a field with quotes must be quoted as a whole.`,
        );
      default:
        return malformed(`The row that begins on line ${line} cannot be read as CSV (${error.code}).`);
    }
  }

  #unclosed(): Rejection {
    return malformed(`The quote that opens on line ${this.#places?.quoteLine} is never closed.`);
  }
}

const columns = (count: number) => (count === 1 ? '1 column' : `${count} columns`);

function widthOf(error: CsvError): number {
  const record: unknown = error['record'];
  return Array.isArray(record) ? record.length : 0;
}

/** Reads CSV. `recordCount` is the rows without the header. */
export const createCsvReferenceReader: CreateReader = (context) => new CsvReferenceReader(context);
