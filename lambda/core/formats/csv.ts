// CSV after RFC 4180, with the delimiter that the header shows; LF or CR LF ends a row, blank lines are ignored.
import { findDelimiter } from './csv-delimiter.ts';
import type { Delimiter } from './csv-delimiter.ts';
import { shortList } from './details.ts';
import { borrowKernel, giveBackKernel } from './kernels/kernel.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from './reader.ts';
import { Rejection } from './rejection.ts';

// Faults of kernels/csv.ts.
const [STRAY_QUOTE, STRAY_RETURN, TOO_MANY_COLUMNS, TOO_LARGE, OTHER_WIDTH, UNCLOSED] = [1, 2, 3, 4, 5, 6];

const columns = (count: number) => (count === 1 ? '1 column' : `${count} columns`);

class CsvReader implements FormatReader {
  readonly #context: ReaderContext;
  readonly #kernel = borrowKernel();
  #delimiter: Delimiter | undefined;
  /** The header as it stands in the file. */
  readonly #header: Buffer[] = [];

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  write(block: Buffer): void {
    if (block.length === 0) return;
    this.#delimiter ??= this.#begin(block);
    const { csv_scan, csv_headerFrom, csv_headerTo } = this.#kernel.exports;
    this.#kernel.load(block);
    const fault = csv_scan(block.length);
    if (fault) throw this.#rejection(fault);
    const from = csv_headerFrom();
    if (from >= 0) this.#header.push(Buffer.from(block.subarray(from, csv_headerTo())));
  }

  end(): FormatResult {
    const delimiter = (this.#delimiter ??= this.#begin(Buffer.alloc(0)));
    const { csv_end, csv_rows } = this.#kernel.exports;
    const fault = csv_end();
    if (fault) throw this.#rejection(fault);
    const names = fieldsOf(Buffer.concat(this.#header).toString('utf8').replace(/\r$/, ''), delimiter);
    return {
      recordCount: csv_rows(),
      details: { delimiter, columnCount: names.length, columns: shortList(names) },
    };
  }

  close(): void {
    giveBackKernel(this.#kernel);
  }

  #begin(head: Buffer): Delimiter {
    const delimiter = findDelimiter(head);
    const { maxCsvColumns, maxRecordSizeInBytes } = this.#context.limits;
    this.#kernel.exports.csv_begin(delimiter.charCodeAt(0), maxCsvColumns, maxRecordSizeInBytes);
    return delimiter;
  }

  #rejection(fault: number): Rejection {
    const { maxCsvColumns, maxRecordSizeInBytes } = this.#context.limits;
    const { csv_line, csv_columns, csv_width } = this.#kernel.exports;
    const line = csv_line();
    const row = `The row that begins on line ${line}`;
    switch (fault) {
      case STRAY_QUOTE:
        return malformed(
          `Line ${line} has a quote where none may stand: a field with quotes must be quoted as a whole.`,
        );
      case STRAY_RETURN:
        return malformed(
          `Line ${line} has a carriage return without a line feed outside quotes; rows must end in LF or CR LF.`,
        );
      case TOO_MANY_COLUMNS:
        return new Rejection('LIMIT_EXCEEDED', `${row} has more than ${maxCsvColumns} columns.`);
      case TOO_LARGE:
        return new Rejection('LIMIT_EXCEEDED', `${row} is larger than ${maxRecordSizeInBytes} bytes.`);
      case OTHER_WIDTH:
        return malformed(`${row} has ${columns(csv_columns())} where the header has ${csv_width()}.`);
      case UNCLOSED:
        return malformed(`The quote that opens on line ${line} is never closed.`);
      default:
        return malformed(
          `The file has no header row: it is blank up to its end on line ${Math.max(1, line - 1)}.`,
        );
    }
  }
}

const malformed = (reason: string) => new Rejection('MALFORMED_CSV', reason);

/** The fields of a row that is known to be well-formed. */
function fieldsOf(row: string, delimiter: Delimiter): string[] {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    let end: number;
    if (row[at] === '"') {
      end = row.indexOf('"', at + 1);
      while (row[end + 1] === '"') end = row.indexOf('"', end + 2);
      fields.push(row.slice(at + 1, end).replaceAll('""', '"'));
      end += 1;
    } else {
      end = row.indexOf(delimiter, at);
      if (end < 0) end = row.length;
      fields.push(row.slice(at, end));
    }
    if (end >= row.length) return fields;
    at = end;
  }
}

/** Reads CSV. `recordCount` is the rows without the header. */
export const createCsvReader: CreateReader = (context) => new CsvReader(context);
