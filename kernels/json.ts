// JSON after RFC 8259, strictly: one value, or one on every line (NDJSON). Bytes above 0x7f are checked outside; here they may stand in strings only.
import { INPUT, SCRATCH } from './memory';

// What `json_scan` and `json_end` return; lambda/core/formats/json-kernel.ts has the same numbers.
const BROKEN: i32 = 1;
const INCOMPLETE: i32 = 2;
const TOO_DEEP: i32 = 3;
const TOO_LARGE: i32 = 4;

// States between tokens. Which container is open decides what a comma or a bracket asks for: a value, or a key.
/** Also before the value of the text or of the line. */
const AFTER_COMMA: i32 = 0;
const AFTER_COLON: i32 = 1;
const AFTER_OPEN: i32 = 2;
const AFTER_KEY: i32 = 3;
const AFTER_VALUE: i32 = 4;
// States inside a token. Those up to HEX are inside a string, those from MINUS on inside a number.
const STRING: i32 = 5;
const ESCAPE: i32 = 6;
const HEX: i32 = 7;
const LITERAL: i32 = 8;
const MINUS: i32 = 9;
const ZERO: i32 = 10;
const INTEGER: i32 = 11;
const DOT: i32 = 12;
const FRACTION: i32 = 13;
const EXPONENT: i32 = 14;
const EXPONENT_SIGN: i32 = 15;
const EXPONENT_DIGITS: i32 = 16;

const LF: u32 = 0x0a;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const MINUS_SIGN: u32 = 0x2d;
const DIGIT_0: u32 = 0x30;
const COLON: u32 = 0x3a;
const BACKSLASH: u32 = 0x5c;
const UNLIMITED: i64 = i64.MAX_VALUE;

let isLines: bool = false;
let maxDepth: i32 = 0;
let maxRecordSize: i64 = 0;

let state: i32 = AFTER_COMMA;
let isKey: bool = false;
/** Of a literal, the bytes that are still to come, the next one lowest; of an escape, the number of hexadecimal digits. */
let rest: u32 = 0;
let depth: i32 = 0;
let deepest: i32 = 0;
/** Of the innermost 64 containers, innermost lowest, a bit that says whether it is an object; those further out lie in SCRATCH, a byte each. */
let stack: u64 = 0;
/** Offset of the first byte of the block. */
let position: i64 = 0;
/** Offset of the current line, or of the current element of a root array; `cap` bytes from there on are allowed. */
let start: i64 = 0;
let cap: i64 = UNLIMITED;
let records: i64 = 0;
let line: i64 = 1;
let rootByte: u32 = 0;
/** Of NDJSON: the first fault of the current line, told at its end, because the line may prove too large. */
let fault: i32 = 0;
let faultOffset: i64 = 0;

export function json_begin(lines: i32, depthLimit: i32, recordLimit: f64): void {
  isLines = lines != 0;
  maxDepth = depthLimit;
  maxRecordSize = <i64>recordLimit;
  cap = isLines ? maxRecordSize : UNLIMITED;
  state = AFTER_COMMA;
  depth = deepest = 0;
  stack = 0;
  position = start = records = 0;
  line = 1;
  rootByte = 0;
  fault = 0;
}

function isDigit(byte: u32): bool {
  return byte - DIGIT_0 < 10;
}

function isHex(byte: u32): bool {
  return isDigit(byte) || (byte | 0x20) - 0x61 < 6;
}

/** Tells whether a number may end in this state. */
function endsNumber(at: i32): bool {
  return at == ZERO || at == INTEGER || at == FRACTION || at == EXPONENT_DIGITS;
}

/** The state after one more byte of a number; 0 when the number has ended before it, -1 when it may not. */
function afterNumberByte(byte: u32): i32 {
  const isE = (byte | 0x20) == 0x65;
  if (isDigit(byte)) {
    if (state == MINUS) return byte == DIGIT_0 ? ZERO : INTEGER;
    if (state == DOT) return FRACTION;
    if (state == EXPONENT || state == EXPONENT_SIGN) return EXPONENT_DIGITS;
    return state == ZERO ? 0 : state;
  }
  if (byte == 0x2e && (state == ZERO || state == INTEGER)) return DOT;
  if (isE && (state == ZERO || state == INTEGER || state == FRACTION)) return EXPONENT;
  if ((byte == 0x2b || byte == MINUS_SIGN) && state == EXPONENT) return EXPONENT_SIGN;
  return endsNumber(state) ? 0 : -1;
}

/** One more byte of an escape or of a literal. */
function stepInside(byte: u32): i32 {
  if (state == ESCAPE) {
    if (byte == 0x75) {
      state = HEX;
      rest = 4;
      return 0;
    }
    state = STRING;
    return isEscape(byte) ? 0 : BROKEN;
  }
  if (state == HEX) {
    rest -= 1;
    if (rest == 0) state = STRING;
    return isHex(byte) ? 0 : BROKEN;
  }
  if (byte != (rest & 0xff)) return BROKEN;
  rest >>= 8;
  if (rest == 0) state = AFTER_VALUE;
  return 0;
}

/** Tells whether the byte may follow a backslash, `u` apart. */
function isEscape(byte: u32): bool {
  if (byte == QUOTE || byte == BACKSLASH || byte == 0x2f) return true;
  // b f n r t
  return byte - 0x62 < 19 && ((0x51011 >> (byte - 0x62)) & 1) != 0;
}

/** The first byte of a value or of a key. */
function stepIntoValue(byte: u32, offset: i64): i32 {
  if (state > AFTER_OPEN) return BROKEN;
  const mustBeKey = (stack & 1) != 0 && state != AFTER_COLON;
  if (depth == 0) rootByte = byte;
  if (byte == QUOTE) {
    isKey = mustBeKey;
    state = STRING;
    return 0;
  }
  if (mustBeKey) return BROKEN;
  if ((byte | 0x20) == 0x7b) open(byte, offset);
  else if (byte == MINUS_SIGN) state = MINUS;
  else if (isDigit(byte)) state = byte == DIGIT_0 ? ZERO : INTEGER;
  else {
    // The rest of true, false, null.
    rest = byte == 0x74 ? 0x657572 : byte == 0x66 ? 0x65736c61 : byte == 0x6e ? 0x6c6c75 : 0;
    state = LITERAL;
    return rest != 0 ? 0 : BROKEN;
  }
  return 0;
}

function open(byte: u32, offset: i64): void {
  // Braces and brackets differ in this bit only: `[` 5b, `{` 7b; `]` 5d, `}` 7d.
  const brace = (byte >> 5) & 1;
  if (depth >= 64) store<u8>(SCRATCH + depth, <u8>(stack >> 63));
  stack = (stack << 1) | brace;
  depth += 1;
  if (depth > deepest) deepest = depth;
  state = AFTER_OPEN;
  if (depth == 1 && !isLines && brace == 0) {
    start = offset + 1;
    cap = maxRecordSize;
  }
}

function close(byte: u32): i32 {
  const brace = (byte >> 5) & 1;
  if ((state != AFTER_VALUE && state != AFTER_OPEN) || depth == 0) return BROKEN;
  if (<u32>(stack & 1) != brace) return BROKEN;
  depth -= 1;
  stack >>= 1;
  if (depth >= 64) stack |= (<u64>load<u8>(SCRATCH + depth)) << 63;
  if (depth == 0 && !isLines) {
    if (state == AFTER_VALUE) records += 1;
    cap = UNLIMITED;
  }
  state = AFTER_VALUE;
  return 0;
}

/** One byte at its offset, exactly. A bracket that is too deep is told as such even where no bracket may stand. */
function step(byte: u32, offset: i64): i32 {
  if (state == STRING) {
    if (byte == QUOTE) state = isKey ? AFTER_KEY : AFTER_VALUE;
    else if (byte == BACKSLASH) state = ESCAPE;
    else if (byte < 0x20) return BROKEN;
    return 0;
  }
  if ((byte | 0x20) == 0x7b && depth >= maxDepth && state != ESCAPE && state != HEX) return TOO_DEEP;
  if (state >= MINUS) {
    const next = afterNumberByte(byte);
    if (next < 0) return BROKEN;
    state = next == 0 ? AFTER_VALUE : next;
    if (next > 0) return 0;
  }
  if (state > STRING) return stepInside(byte);
  if (byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == LF) return 0;
  if (byte == COMMA) {
    if (state != AFTER_VALUE || depth == 0) return BROKEN;
    state = AFTER_COMMA;
    if (depth == 1 && !isLines) {
      records += 1;
      start = offset + 1;
    }
    return 0;
  }
  if (byte == COLON) {
    if (state != AFTER_KEY) return BROKEN;
    state = AFTER_COLON;
    return 0;
  }
  return (byte | 0x20) == 0x7d ? close(byte) : stepIntoValue(byte, offset);
}

/** The end of a line at `offset`, which is where its line feed stands. */
function endLine(offset: i64): i32 {
  const isBlank = depth == 0 && state == AFTER_COMMA;
  if (fault == 0 && !isBlank) {
    if (depth == 0 && (state == AFTER_VALUE || endsNumber(state))) records += 1;
    else {
      fault = BROKEN;
      faultOffset = offset;
    }
  }
  if (fault != 0) return fault;
  state = AFTER_COMMA;
  line += 1;
  start = offset + 1;
  return 0;
}

function stepInLine(byte: u32, offset: i64): i32 {
  if (byte == LF) return endLine(offset);
  if (offset - start >= cap) return TOO_LARGE;
  if (fault == 0) {
    fault = step(byte, offset);
    if (fault != 0) faultOffset = offset;
  }
  return 0;
}

function stepInText(byte: u32, offset: i64): i32 {
  const code = step(byte, offset);
  if (code != 0) faultOffset = offset;
  else if (offset - start >= cap) return TOO_LARGE;
  return code;
}

/** Takes the next `length` bytes of the input. Returns 0, or what is wrong; then nothing more may come. */
export function json_scan(length: i32): i32 {
  const base = position - INPUT;
  const end = INPUT + length;
  for (let at = INPUT; at < end; at += 1) {
    const byte: u32 = load<u8>(at);
    const code = isLines ? stepInLine(byte, base + at) : stepInText(byte, base + at);
    if (code != 0) return code;
  }
  position += length;
  return 0;
}

/** After the last byte. Returns 0, or what is wrong. */
export function json_end(): i32 {
  if (isLines) return position > start ? endLine(position) : 0;
  if (depth == 0 && (state == AFTER_VALUE || endsNumber(state))) return 0;
  faultOffset = position;
  return INCOMPLETE;
}

/** Elements of a root array; of NDJSON, lines that are not blank. */
export function json_records(): f64 {
  return <f64>records;
}

/** Number of the current line, which is the one after the last when all is read. */
export function json_line(): f64 {
  return <f64>line;
}

/** Offset of the first byte that is wrong: no JSON text could have it there, or it opens one container too many. */
export function json_faultOffset(): f64 {
  return <f64>faultOffset;
}

/** Offset of the current element of a root array. */
export function json_recordOffset(): f64 {
  return <f64>start;
}

/** Most containers that were open at once. */
export function json_deepest(): i32 {
  return deepest;
}

/** First byte of the value. */
export function json_rootByte(): i32 {
  return rootByte;
}
