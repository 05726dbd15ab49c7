// Finds the fields of one CSV row in the window. The row is known to be well-formed.
import type { ContentWindow } from './content-window.ts';

const [QUOTE, LF, CR] = [0x22, 0x0a, 0x0d];
/** Columns of a row of orders; what stands behind them is only counted. */
const COLUMN_COUNT = 9;

export class CsvRow {
  /** Where the fields of the row begin and end in the window, without quotes. */
  readonly starts = new Int32Array(COLUMN_COUNT);
  readonly ends = new Int32Array(COLUMN_COUNT);
  columnCount = 0;
  /** Lines of the file that the row takes. */
  lines = 0;
  readonly #window: ContentWindow;
  readonly #delimiter: number;
  /** Not 0 for the bytes that end a field without quotes. */
  readonly #stops = new Uint8Array(256);
  #doubledQuotes = 0;

  constructor(window: ContentWindow, delimiter: number) {
    this.#window = window;
    this.#delimiter = delimiter;
    for (const byte of [0, delimiter, LF, CR]) this.#stops[byte] = 1;
  }

  /** Reads the row that begins where the window does, and returns the index behind it; -1 when it is not whole. */
  read(isLast: boolean): number {
    const { bytes, start, end } = this.#window;
    this.columnCount = 0;
    this.lines = 1;
    this.#doubledQuotes = 0;
    let at = start;
    for (;;) {
      at = bytes[at] === QUOTE ? this.#quoted(at, isLast) : this.#plain(at);
      if (at < 0) return -1;
      if (bytes[at] !== this.#delimiter) break;
      at += 1;
    }
    if (at >= end) return isLast ? this.#finish(end) : -1;
    if (bytes[at] === LF) return this.#finish(at + 1);
    return at + 1 < end || isLast ? this.#finish(Math.min(end, at + 2)) : -1;
  }

  /** The fields as text, up to the last that an order has. */
  texts(): string[] {
    return Array.from({ length: Math.min(this.columnCount, COLUMN_COUNT) }, (_, column) =>
      this.#window.bytes.toString('utf8', this.starts[column], this.ends[column]),
    );
  }

  #plain(start: number): number {
    const { bytes } = this.#window;
    const stops = this.#stops;
    let at = start;
    while (stops[bytes[at] as number] === 0) at += 1;
    this.#add(start, at);
    return at;
  }

  #quoted(quote: number, isLast: boolean): number {
    const { bytes, end } = this.#window;
    let at = quote + 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE) break;
        at += 1;
        this.#doubledQuotes += 1;
      } else if (byte === LF) {
        this.lines += 1;
      } else if (byte === 0) {
        return -1;
      }
      at += 1;
    }
    this.#add(quote + 1, at);
    // The byte behind the last quote may be another one.
    return at + 1 < end || isLast ? at + 1 : -1;
  }

  #add(start: number, end: number): void {
    if (this.columnCount < COLUMN_COUNT) {
      this.starts[this.columnCount] = start;
      this.ends[this.columnCount] = end;
    }
    this.columnCount += 1;
  }

  #finish(end: number): number {
    if (this.#doubledQuotes > 0) this.#undouble();
    return end;
  }

  /** Makes one quote of two, in place: the row is whole and will not be read again. */
  #undouble(): void {
    const { bytes } = this.#window;
    for (let column = 0; column < Math.min(this.columnCount, COLUMN_COUNT); column += 1) {
      const start = this.starts[column] as number;
      // Without quotes around it, a field holds none.
      if (bytes[start - 1] !== QUOTE) continue;
      let to = start;
      for (let at = start; at < (this.ends[column] as number); at += 1, to += 1) {
        bytes[to] = bytes[at] as number;
        if (bytes[at] === QUOTE) at += 1;
      }
      this.ends[column] = to;
    }
  }
}
