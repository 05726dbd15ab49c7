// What the two ways of reading JSON share: byte by byte (json-step.ts), and 64 bytes at a time (json-run.ts).

// What `json_scan` and `json_end` return; lambda/core/formats/json-kernel.ts has the same numbers.
export const BROKEN: i32 = 1;
export const INCOMPLETE: i32 = 2;
export const TOO_DEEP: i32 = 3;
export const TOO_LARGE: i32 = 4;

// States between tokens. Which container is open decides what a comma or a bracket asks for: a value, or a key.
/** Also before the value of the text or of the line. */
export const AFTER_COMMA: i32 = 0;
export const AFTER_COLON: i32 = 1;
export const AFTER_OPEN: i32 = 2;
export const AFTER_KEY: i32 = 3;
export const AFTER_VALUE: i32 = 4;
// States inside a token. Those up to HEX are inside a string, those from MINUS on inside a number.
export const STRING: i32 = 5;
export const ESCAPE: i32 = 6;
export const HEX: i32 = 7;
export const LITERAL: i32 = 8;
export const MINUS: i32 = 9;
export const ZERO: i32 = 10;
export const INTEGER: i32 = 11;
export const DOT: i32 = 12;
export const FRACTION: i32 = 13;
export const EXPONENT: i32 = 14;
export const EXPONENT_SIGN: i32 = 15;
export const EXPONENT_DIGITS: i32 = 16;

export const LF: u32 = 0x0a;
export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const MINUS_SIGN: u32 = 0x2d;
export const DIGIT_0: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const BACKSLASH: u32 = 0x5c;
/** Leaves room for sums. */
export const UNLIMITED: i64 = (<i64>1) << 62;

/** Of the text that is being read. */
export class Text {
  static isLines: bool = false;
  static maxDepth: i32 = 0;
  static maxRecordSize: i64 = 0;

  static state: i32 = AFTER_COMMA;
  static isKey: bool = false;
  /** Of a literal, the bytes that are still to come, the next one lowest; of an escape, the number of hexadecimal digits. */
  static rest: u32 = 0;
  static depth: i32 = 0;
  static deepest: i32 = 0;
  /** Of the innermost 64 containers, innermost lowest, a bit that says whether it is an object; those further out lie in SCRATCH, a byte each. */
  static stack: u64 = 0;
  /** Offset of the first byte of the block. */
  static position: i64 = 0;
  /** Offset of the current line, or of the current element of a root array; `cap` bytes from there on are allowed. */
  static start: i64 = 0;
  static cap: i64 = UNLIMITED;
  static records: i64 = 0;
  static line: i64 = 1;
  static rootByte: u32 = 0;
  /** Of NDJSON: the first fault of the current line, told at its end, because the line may prove too large. */
  static fault: i32 = 0;
  static faultOffset: i64 = 0;
}
