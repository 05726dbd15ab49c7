// References in XML: the five entities, and characters by their number.

// What `readReference` returns.
export const OPEN: i32 = 0;
export const GOOD: i32 = 1;
/** An ampersand that somebody forgot to escape, most often. */
export const BAD_NAME: i32 = 2;
export const BAD_NUMBER: i32 = 3;

/** Longer names are none of the five. */
const LONGEST_NAME: i32 = 4;
const BEYOND_UNICODE: u32 = 0x110000;

let length: i32 = 0;
/** The last bytes, the last one lowest. */
let name: u64 = 0;
/** 0 for a name, else the base of the number. */
let base: u32 = 0;
/** No character has this number when it is none, or when there is none. */
let number: u32 = 0;

/** Behind the ampersand. */
export function beginReference(): void {
  length = 0;
  name = 0;
  base = 0;
  number = 0;
}

/** Takes the next byte; at the semicolon it tells what the reference has been. */
export function readReference(byte: u32): i32 {
  if (byte == 0x3b) {
    if (base != 0) return isCharacter(number) ? GOOD : BAD_NUMBER;
    if (length == 0) return BAD_NUMBER;
    return length <= LONGEST_NAME && isName() ? GOOD : BAD_NAME;
  }
  if (length == 0 && byte == 0x23) base = 10;
  else if (length == 1 && byte == 0x78 && base == 10) base = 16;
  else if (base == 0) name = (name << 8) | u64(byte);
  else {
    let digit = byte - 0x30;
    if (digit > 9) digit = (byte | 0x20) - 0x61 < 6 ? (byte | 0x20) - 0x57 : base;
    number = digit < base ? min(number * base + digit, BEYOND_UNICODE) : BEYOND_UNICODE;
  }
  if (length <= LONGEST_NAME) length += 1;
  return OPEN;
}

/** lt gt amp apos quot */
function isName(): bool {
  return name == 0x6c74 || name == 0x6774 || name == 0x616d70 || name == 0x61706f73 || name == 0x71756f74;
}

export function isCharacter(code: u32): bool {
  if (code < 0x20) return code == 9 || code == 10 || code == 13;
  return code < 0xd800 || (code >= 0xe000 && code < BEYOND_UNICODE && code >> 1 != 0x7fff);
}
