// The table of a day for spreadsheets: RFC 4180, one line a file, and no cell that a spreadsheet would take for a formula.
import type { FileRow } from '../file-row.ts';
import { durationOf } from './day-rows.ts';

/** The name comes first and always in quotes: a spreadsheet that splits at semicolons then still takes it for one cell. */
const COLUMNS = [
  'fileName',
  'documentId',
  'fileType',
  'fileSize',
  'status',
  'reasonCode',
  'lineCount',
  'wordCount',
  'recordCount',
  'uploadedAt',
  'processedAt',
  'durationInMs',
  'revision',
] as const;

const LINE_END = '\r\n';
/** Bytes of lines that are joined at a time, so that 100,000 lines are not 100,000 buffers. */
const CHUNK_IN_CHARACTERS = 64 * 1024;

/** OWASP, "CSV Injection": these begin a formula, also after blanks, and spreadsheets fold wide forms (NFKC) into the plain ones. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@]/u;
const BREAKING = /^[\t\r\n]/;

/** `'` before what a spreadsheet would run; it shows the rest as text. */
export function guarded(text: string): string {
  return BREAKING.test(text) || FORMULA.test(text.normalize('NFKC')) ? `'${text}` : text;
}

export class CsvOfDay {
  readonly #chunks: Buffer[] = [];
  #lines = COLUMNS.join(',') + LINE_END;

  add(row: FileRow): void {
    const values = { ...row, durationInMs: durationOf(row) };
    this.#lines += COLUMNS.map((column) => cell(values[column], column === 'fileName')).join(',') + LINE_END;
    if (this.#lines.length > CHUNK_IN_CHARACTERS) this.#flush();
  }

  #flush(): void {
    this.#chunks.push(Buffer.from(this.#lines));
    this.#lines = '';
  }

  /** The table as a whole; to be asked for once, because the pieces are let go. */
  bytes(): Buffer {
    this.#flush();
    return Buffer.concat(this.#chunks.splice(0));
  }
}

/** Numbers stay numbers. */
function cell(value: string | number | undefined, always: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = guarded(value);
  return always || /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
