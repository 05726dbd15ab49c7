// JSON byte by byte: slow, and exact in what it says is wrong.
import { SCRATCH } from './memory';
import {
  AFTER_COLON,
  AFTER_COMMA,
  AFTER_KEY,
  AFTER_OPEN,
  AFTER_VALUE,
  BACKSLASH,
  BROKEN,
  COLON,
  COMMA,
  DIGIT_0,
  ESCAPE,
  EXPONENT_DIGITS,
  FRACTION,
  HEX,
  INTEGER,
  LF,
  LITERAL,
  MINUS,
  MINUS_SIGN,
  QUOTE,
  STRING,
  TOO_DEEP,
  TOO_LARGE,
  Text,
  UNLIMITED,
  ZERO,
} from './json-state';

export function isDigit(byte: u32): bool {
  return byte - DIGIT_0 < 10;
}

export function isHex(byte: u32): bool {
  return isDigit(byte) || (byte | 0x20) - 0x61 < 6;
}

/** Tells whether the text or the line may end here. */
export function isComplete(): bool {
  const state = Text.state;
  const isNumber = state == ZERO || state == INTEGER || state == FRACTION || state == EXPONENT_DIGITS;
  return Text.depth == 0 && (state == AFTER_VALUE || isNumber);
}

/** The number may not go on like this. */
const WRONG: u32 = 1;
/**
 * Of every state inside a number, the states after a zero, another digit, a dot, an E, a sign, and anything else: four bits each, lowest first,
 * counted from LITERAL on. 0 when the number has ended before the byte.
 */
const NUMBER_STATES: usize = memory.data<u32>([
  0x111132, 0x006400, 0x006433, 0x111155, 0x006055, 0x171188, 0x111188, 0x000088,
]);

/** The state after one more byte of a number, 0 or WRONG. */
function afterNumberByte(byte: u32): u32 {
  let kind: u32 = 5;
  if (isDigit(byte)) kind = byte == DIGIT_0 ? 0 : 1;
  else if (byte == 0x2e) kind = 2;
  else if ((byte | 0x20) == 0x65) kind = 3;
  else if (byte == 0x2b || byte == MINUS_SIGN) kind = 4;
  return (load<u32>(NUMBER_STATES + ((Text.state - MINUS) << 2)) >> (kind << 2)) & 15;
}

/** One more byte of an escape or of a literal. */
function stepInside(byte: u32): i32 {
  if (Text.state == ESCAPE) {
    if (byte == 0x75) {
      Text.state = HEX;
      Text.rest = 4;
      return 0;
    }
    Text.state = STRING;
    return isEscape(byte) ? 0 : BROKEN;
  }
  if (Text.state == HEX) {
    Text.rest -= 1;
    if (Text.rest == 0) Text.state = STRING;
    return isHex(byte) ? 0 : BROKEN;
  }
  if (byte != (Text.rest & 0xff)) return BROKEN;
  Text.rest >>= 8;
  if (Text.rest == 0) Text.state = AFTER_VALUE;
  return 0;
}

/** Tells whether the byte may follow a backslash, `u` apart. */
export function isEscape(byte: u32): bool {
  if (byte == QUOTE || byte == BACKSLASH || byte == 0x2f) return true;
  // b f n r t
  return byte - 0x62 < 19 && ((0x51011 >> (byte - 0x62)) & 1) != 0;
}

/** The first byte of a value or of a key. */
function stepIntoValue(byte: u32, offset: i64): i32 {
  if (Text.state > AFTER_OPEN) return BROKEN;
  const mustBeKey = (Text.stack & 1) != 0 && Text.state != AFTER_COLON;
  if (Text.depth == 0) Text.rootByte = byte;
  if (byte == QUOTE) {
    Text.isKey = mustBeKey;
    Text.state = STRING;
    return 0;
  }
  if (mustBeKey) return BROKEN;
  if ((byte | 0x20) == 0x7b) open(byte, offset);
  else if (byte == MINUS_SIGN) Text.state = MINUS;
  else if (isDigit(byte)) Text.state = byte == DIGIT_0 ? ZERO : INTEGER;
  else {
    // The rest of true, false, null.
    Text.rest = byte == 0x74 ? 0x657572 : byte == 0x66 ? 0x65736c61 : byte == 0x6e ? 0x6c6c75 : 0;
    Text.state = LITERAL;
    return Text.rest != 0 ? 0 : BROKEN;
  }
  return 0;
}

function open(byte: u32, offset: i64): void {
  // Braces and brackets differ in this bit only: `[` 5b, `{` 7b; `]` 5d, `}` 7d.
  const brace = (byte >> 5) & 1;
  if (Text.depth >= 64) store<u8>(SCRATCH + Text.depth, <u8>(Text.stack >> 63));
  Text.stack = (Text.stack << 1) | brace;
  Text.depth += 1;
  if (Text.depth > Text.deepest) Text.deepest = Text.depth;
  Text.state = AFTER_OPEN;
  if (Text.depth == 1 && !Text.isLines && brace == 0) {
    Text.start = offset + 1;
    Text.cap = Text.maxRecordSize;
  }
}

function close(byte: u32): i32 {
  const brace = (byte >> 5) & 1;
  if ((Text.state != AFTER_VALUE && Text.state != AFTER_OPEN) || Text.depth == 0) return BROKEN;
  if (<u32>(Text.stack & 1) != brace) return BROKEN;
  Text.depth -= 1;
  Text.stack >>= 1;
  if (Text.depth >= 64) Text.stack |= (<u64>load<u8>(SCRATCH + Text.depth)) << 63;
  if (Text.depth == 0 && !Text.isLines) {
    if (Text.state == AFTER_VALUE) Text.records += 1;
    Text.cap = UNLIMITED;
  }
  Text.state = AFTER_VALUE;
  return 0;
}

/** One byte at its offset, exactly. A bracket that is too deep is told as such even where no bracket may stand. */
function step(byte: u32, offset: i64): i32 {
  if (Text.state == STRING) {
    if (byte == QUOTE) Text.state = Text.isKey ? AFTER_KEY : AFTER_VALUE;
    else if (byte == BACKSLASH) Text.state = ESCAPE;
    else if (byte < 0x20) return BROKEN;
    return 0;
  }
  if ((byte | 0x20) == 0x7b && Text.depth >= Text.maxDepth && Text.state != ESCAPE && Text.state != HEX)
    return TOO_DEEP;
  if (Text.state >= MINUS) {
    const next = afterNumberByte(byte);
    if (next == WRONG) return BROKEN;
    Text.state = next == 0 ? AFTER_VALUE : LITERAL + next;
    if (next != 0) return 0;
  }
  if (Text.state > STRING) return stepInside(byte);
  if (byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == LF) return 0;
  if (byte == COMMA) {
    if (Text.state != AFTER_VALUE || Text.depth == 0) return BROKEN;
    Text.state = AFTER_COMMA;
    if (Text.depth == 1 && !Text.isLines) {
      Text.records += 1;
      Text.start = offset + 1;
    }
    return 0;
  }
  if (byte == COLON) {
    if (Text.state != AFTER_KEY) return BROKEN;
    Text.state = AFTER_COLON;
    return 0;
  }
  return (byte | 0x20) == 0x7d ? close(byte) : stepIntoValue(byte, offset);
}

/** The end of a line at `offset`, which is where its line feed stands. */
function endLine(offset: i64): i32 {
  const isBlank = Text.depth == 0 && Text.state == AFTER_COMMA;
  if (Text.fault == 0 && !isBlank) {
    if (isComplete()) Text.records += 1;
    else {
      Text.fault = BROKEN;
      Text.faultOffset = offset;
    }
  }
  if (Text.fault != 0) return Text.fault;
  Text.state = AFTER_COMMA;
  Text.line += 1;
  Text.start = offset + 1;
  return 0;
}

export function stepInLine(byte: u32, offset: i64): i32 {
  if (byte == LF) return endLine(offset);
  if (offset - Text.start >= Text.cap) return TOO_LARGE;
  if (Text.fault == 0) {
    Text.fault = step(byte, offset);
    if (Text.fault != 0) Text.faultOffset = offset;
  }
  return 0;
}

export function stepInText(byte: u32, offset: i64): i32 {
  const code = step(byte, offset);
  if (code != 0) Text.faultOffset = offset;
  else if (offset - Text.start >= Text.cap) {
    Text.faultOffset = Text.start;
    return TOO_LARGE;
  }
  return code;
}
