// Orders in CSV: one row a line of an order; rows that follow each other with the same orderId are one order.
import { findDelimiter } from '../formats/csv-delimiter.ts';
import type { ContentWindow } from './content-window.ts';
import { CsvRow } from './csv-row.ts';
import type { OrderAssembler } from './order-assembler.ts';
import {
  FIELDS,
  isSameValue,
  ORDER_FIELD_COUNT,
  ORDER_ID,
  OrderValues,
  PLAIN,
  SPAN,
  TOTAL,
} from './order-values.ts';
import type { CreateRecordReader, RecordReader } from './record-reader.ts';
import { SHAPE_RULES } from './shape-rules.ts';

/** The columns in their order. */
const HEADER = 'orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total';
const COLUMNS = HEADER.split(',').map((name) => FIELDS.indexOf(name as (typeof FIELDS)[number]));
/** The header of orders is much shorter, whatever is quoted in it. */
const HEAD_IN_BYTES = 4096;
const LF = 0x0a;
const CR = 0x0d;

class CsvOrders implements RecordReader {
  readonly #window: ContentWindow;
  readonly #assembler: OrderAssembler;
  #row: CsvRow | undefined;
  #line = 1;
  /** The header is not that of orders; nothing behind it is read. */
  #isForeign = false;
  /** The values of the order's first row. */
  readonly #first = new OrderValues();
  #hasOrder = false;

  constructor(window: ContentWindow, assembler: OrderAssembler) {
    this.#window = window;
    this.#assembler = assembler;
    for (const field of COLUMNS) assembler.values.setKind(field, PLAIN);
  }

  step(isLast: boolean): boolean {
    const window = this.#window;
    if (this.#isForeign) window.start = window.end;
    if (window.length === 0) return false;
    const blank = this.#blankLength(isLast);
    if (blank !== 0) return this.#skipBlank(blank);
    if (!this.#row) return this.#readHeader(isLast);
    const end = this.#row.read(isLast);
    if (end < 0) return false;
    this.#takeRow(this.#row);
    window.start = end;
    return true;
  }

  retain(): void {
    const first = this.#first;
    if (!this.#hasOrder || first.bytes !== this.#window.bytes) return;
    const parts: Buffer[] = [];
    let at = 0;
    for (let field = 0; field < ORDER_FIELD_COUNT; field += 1) {
      const part = first.bytes.subarray(first.spans[field * SPAN], first.spans[field * SPAN + 1]);
      parts.push(part);
      first.set(field, at, at + part.length);
      at += part.length;
    }
    first.bytes = Buffer.concat(parts);
  }

  finish(): void {
    if (this.#hasOrder) this.#assembler.close();
  }

  /** Bytes of the blank line that comes next: 0 when it is none, -1 when that cannot be known yet. */
  #blankLength(isLast: boolean): number {
    const { bytes, start, end } = this.#window;
    if (bytes[start] === LF) return 1;
    if (bytes[start] !== CR) return 0;
    if (start + 1 === end && !isLast) return -1;
    return 2;
  }

  #skipBlank(length: number): boolean {
    if (length < 0) return false;
    this.#window.start = Math.min(this.#window.end, this.#window.start + length);
    this.#line += 1;
    return true;
  }

  /** The delimiter is looked for in the whole header, wherever the blocks were cut. */
  #readHeader(isLast: boolean): boolean {
    const { bytes, start, end } = this.#window;
    const delimiter = findDelimiter(bytes.subarray(start, Math.min(end, start + HEAD_IN_BYTES)));
    const row = new CsvRow(this.#window, delimiter.charCodeAt(0));
    const behind = row.read(isLast);
    if (behind < 0) return false;
    this.#row = row;
    if (row.columnCount !== COLUMNS.length || row.texts().join(',') !== HEADER) {
      this.#assembler.breachOfFile(SHAPE_RULES.header, this.#line);
      this.#isForeign = true;
    }
    this.#line += row.lines;
    this.#window.start = behind;
    return true;
  }

  #takeRow(row: CsvRow): void {
    const { values } = this.#assembler;
    values.bytes = this.#window.bytes;
    for (let column = 0; column < COLUMNS.length; column += 1) {
      values.set(COLUMNS[column] as number, row.starts[column] as number, row.ends[column] as number);
    }
    if (this.#hasOrder && isSameValue(values, this.#first, ORDER_ID)) this.#compareWithFirst();
    else this.#beginOrder();
    this.#assembler.addLine(this.#line);
    this.#line += row.lines;
  }

  #beginOrder(): void {
    if (this.#hasOrder) this.#assembler.close();
    const { values } = this.#assembler;
    this.#hasOrder = true;
    this.#first.bytes = values.bytes;
    this.#first.spans.set(values.spans);
    this.#assembler.begin(this.#line);
    this.#assembler.open();
  }

  #compareWithFirst(): void {
    for (let field = 0; field < ORDER_FIELD_COUNT; field += 1) {
      if (isSameValue(this.#assembler.values, this.#first, field)) continue;
      if (field === TOTAL) this.#assembler.giveUpSum();
      this.#assembler.breach(SHAPE_RULES.rowsAgree, { field: FIELDS[field] as string, line: this.#line });
    }
  }
}

/** Reads orders in CSV. */
export const createCsvOrders: CreateRecordReader = (window, assembler) => new CsvOrders(window, assembler);
