// Follows rows and quotes of a CSV just far enough to say where something is and to stop what would not fit in memory.
// Whether the CSV is well-formed is the word of csv-parse, which keeps no places that could be shown to anybody.
import type { Limits } from '../../limits.ts';
import { Rejection } from '../rejection.ts';

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

// Kinds of bytes and states between them are small numbers, because this loop sees every byte.
const [OTHER, IS_QUOTE, IS_DELIMITER, IS_LF, IS_CR] = [0, 1, 2, 3, 4];
const KINDS = 5;
const [ROW, BLANK_CR, FIELD, PLAIN, QUOTED, AFTER_QUOTE, ROW_CR, STRAY_QUOTE, STRAY_CR] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];

/** Next state by state (lines) and kind of byte: other, quote, delimiter, LF, CR. */
// prettier-ignore
const NEXT = Uint8Array.from([
  /* ROW         */ PLAIN, QUOTED, FIELD, ROW, BLANK_CR,
  /* BLANK_CR    */ STRAY_CR, STRAY_CR, STRAY_CR, ROW, STRAY_CR,
  /* FIELD       */ PLAIN, QUOTED, FIELD, ROW, ROW_CR,
  /* PLAIN       */ PLAIN, STRAY_QUOTE, FIELD, ROW, ROW_CR,
  /* QUOTED      */ QUOTED, AFTER_QUOTE, QUOTED, QUOTED, QUOTED,
  /* AFTER_QUOTE */ STRAY_QUOTE, QUOTED, FIELD, ROW, ROW_CR,
  /* ROW_CR      */ STRAY_CR, STRAY_CR, STRAY_CR, ROW, STRAY_CR,
]);

/** Rows of the block before that csv-parse may still hold back: it looks 3 bytes ahead, and a row has at least 2. */
const ROWS_HELD_BACK = 3;

export class CsvPlaces {
  /** Line of the byte that comes next; lines end in LF. */
  line = 1;
  /** Line on which the last quoted field began. */
  quoteLine = 1;
  /** Line of the first quote that stands where none may stand. */
  strayQuoteLine: number | undefined;
  /** What csv-parse cannot know: too large, too wide, a lone carriage return. Set once; nothing is scanned after it. */
  fault: Rejection | undefined;
  /** The row is over the cap and its quote is still open: nothing more of it may be kept, but whether it closes decides the verdict. */
  isOverlong = false;
  /** Index in the last block before which nothing is wrong that only this class sees. */
  soundUntil = 0;

  readonly #kinds = new Uint8Array(256).fill(OTHER);
  readonly #limits: Limits;
  #state = ROW;
  #inRow = false;
  #rows = 0;
  #columns = 0;
  /** Offset in the current block at which the current row began; negative when it began in an earlier one. */
  #rowStart = 0;
  /** Lines on which the latest rows began; `#firstRow` is the index of the first of them, and the header has index 0. */
  #rowLines: number[] = [];
  #firstRow = 0;

  constructor(delimiter: number, limits: Limits) {
    this.#limits = limits;
    for (const [byte, kind] of [
      [QUOTE, IS_QUOTE],
      [delimiter, IS_DELIMITER],
      [LF, IS_LF],
      [CR, IS_CR],
    ] as const) {
      this.#kinds[byte] = kind;
    }
  }

  /** Index of the row that is open, or of the next one; the header has 0, blank lines are no rows. */
  get row(): number {
    return this.#inRow ? this.#rows - 1 : this.#rows;
  }

  /** Line on which the row began. Only the rows of the last block are known. */
  lineOfRow(row: number): number {
    return this.#rowLines[Math.max(0, row - this.#firstRow)] ?? this.line;
  }

  scan(block: Buffer): void {
    const dropped = Math.max(0, this.#rowLines.length - ROWS_HELD_BACK);
    this.#rowLines = this.#rowLines.slice(dropped);
    this.#firstRow += dropped;
    this.soundUntil = block.length;
    for (let at = 0; at < block.length && !this.#isDecided(); at += 1) {
      const kind = this.#kinds[block[at] as number] as number;
      if (kind === OTHER && (this.#state === PLAIN || this.#state === QUOTED)) continue;
      this.#step(kind, at);
      if (kind === IS_LF) this.line += 1;
      if (this.fault) this.soundUntil = at;
    }
    if (!this.#isDecided()) this.#checkSize(block.length);
    if (this.isOverlong) this.soundUntil = Math.max(0, this.#rowStart);
    this.#rowStart -= block.length;
  }

  /** Tells whether the content ended inside a quoted field. */
  endsInQuotes(): boolean {
    return this.#state === QUOTED;
  }

  /** The end of the content: a carriage return that waits for its line feed waits in vain, and an overlong row is one. */
  finish(): void {
    if (this.#state === ROW_CR || this.#state === BLANK_CR) this.#strayReturn();
    if (this.isOverlong && !this.endsInQuotes()) this.#tooLarge();
  }

  /** A fault ends the scan, and a stray quote too: csv-parse comes upon it within the next bytes. */
  #isDecided(): boolean {
    return this.fault !== undefined || this.strayQuoteLine !== undefined;
  }

  #step(kind: number, at: number): void {
    this.#checkSize(at);
    if (this.fault) return;
    const before = this.#state;
    const next = NEXT[before * KINDS + kind] as number;
    // The quote of an overlong row is closed: so it is only too large.
    if (this.isOverlong && next !== QUOTED && next !== AFTER_QUOTE) return this.#tooLarge();
    this.#state = next;
    if (before === ROW && next !== ROW && next !== BLANK_CR) this.#beginRow(at);
    this.#enter(next, before);
  }

  #enter(next: number, before: number): void {
    if (next === FIELD) this.#countColumn();
    else if (next === ROW) this.#inRow = false;
    else if (next === QUOTED && before <= FIELD) this.quoteLine = this.line;
    else if (next === STRAY_QUOTE) this.strayQuoteLine = this.line;
    else if (next === STRAY_CR) this.#strayReturn();
  }

  #beginRow(at: number): void {
    this.#inRow = true;
    this.#rowStart = at;
    this.#columns = 1;
    this.#rows += 1;
    this.#rowLines.push(this.line);
  }

  #countColumn(): void {
    this.#columns += 1;
    if (this.#columns <= this.#limits.maxCsvColumns) return;
    this.fault ??= new Rejection(
      'LIMIT_EXCEEDED',
      `The row that begins on line ${this.#currentRowLine()} has more than ${this.#limits.maxCsvColumns} columns.`,
    );
  }

  #strayReturn(): void {
    this.fault ??= new Rejection(
      'MALFORMED_CSV',
      `Line ${this.line} has a carriage return without a line feed outside quotes; rows must end in LF or CR LF.`,
    );
  }

  /** `end` is where the row ends so far, in the current block. After a carriage return the row is complete, and was checked before it. */
  #checkSize(end: number): void {
    if (!this.#inRow || this.#state === ROW_CR) return;
    if (end - this.#rowStart <= this.#limits.maxRecordSizeInBytes) return;
    if (this.#state === QUOTED || this.#state === AFTER_QUOTE) this.isOverlong = true;
    else this.#tooLarge();
  }

  #tooLarge(): void {
    this.fault ??= new Rejection(
      'LIMIT_EXCEEDED',
      `The row that begins on line ${this.#currentRowLine()} is larger than ${this.#limits.maxRecordSizeInBytes} bytes.`,
    );
  }

  #currentRowLine(): number {
    return this.#rowLines.at(-1) ?? this.line;
  }
}
