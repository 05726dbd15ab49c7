// JSON 64 bytes at a time, for as long as all is sound. What is rare or wrong is left to json-step.ts, which says what exactly it is.
import {
  AFTER_COLON,
  AFTER_COMMA,
  AFTER_KEY,
  AFTER_OPEN,
  AFTER_VALUE,
  BACKSLASH,
  COLON,
  COMMA,
  LF,
  MINUS_SIGN,
  QUOTE,
  STRING,
  Text,
} from './json-state';
import { isEscape, isHex } from './json-step';
import { heldSplat, SCRATCH } from './memory';

/** Bytes of a group, and the hexadecimal digits of an escape that may lie behind it. */
export const LOOKED_AT: i32 = 68;
/** Containers whose kinds `Text.stack` holds. */
const MAX_LEVEL: i32 = 63;
/** Bits 1, 3, 5 … */
const ODD: u64 = (<u64>-1 / 3) << 1;
const LAST: u64 = (<u64>1) << 63;
/** A group has a bit for each byte, the first byte lowest. */
const ALL: u64 = -1;

/** Tells whether groups can be read in the present state. */
export function canRun(): bool {
  const isInside = Text.depth != 0 || Text.isLines;
  return isInside && Text.fault == 0 && Text.depth <= MAX_LEVEL && Text.state <= STRING;
}

/**
 * Says with four bits what a byte is outside of a string: 1 colon, 2 opening bracket, 3 space, 4 closing bracket, 5 quote, 6 comma, 7 dot,
 * 8 digit, 9 zero, 0 anything else. `low` and `high` are what the tables have for its halves. They share a bit for every upper half that
 * matters, three for 2, two for 3, two for 5 and 7; folded, no two of those fields fall together.
 */
function kinds(low: v128, high: v128): v128 {
  const fields = v128.and(low, high);
  return v128.xor(fields, i16x8.shr_u(fields, 4));
}

function upper(bytes: v128, nibble: v128): v128 {
  return v128.and(i16x8.shr_u(bytes, 4), nibble);
}

function lowTable(): v128 {
  v128.store(SCRATCH, i8x16(27, 8, 13, 8, 8, 8, 8, 8, 8, 8, 16, 32, 6, 64, 7, 0));
  return v128.load(SCRATCH);
}

function highTable(): v128 {
  v128.store(SCRATCH, i8x16(0, 0, 7, 24, 0, 96, 0, 96, 0, 0, 0, 0, 0, 0, 0, 0));
  return v128.load(SCRATCH);
}

/** The highest bit of every byte of two vectors. */
function half(a: v128, b: v128): u32 {
  return i8x16.bitmask(a) | (i8x16.bitmask(b) << 16);
}

function whole(low: u32, high: u32): u64 {
  return (<u64>low) | ((<u64>high) << 32);
}

/** Ones from every set bit on to the next, from there on zeros to the one after, and so on. */
function toggled(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/** Tells whether every byte that has a backslash before it, `escaped`, makes an escape. */
function areEscapes(escaped: u64, at: usize): bool {
  for (; escaped != 0; escaped &= escaped - 1) {
    const place = at + <usize>ctz(escaped);
    const byte: u32 = load<u8>(place);
    if (byte == 0x75) {
      for (let digit = 1; digit <= 4; digit += 1) if (!isHex(load<u8>(place + digit))) return false;
    } else if (!isEscape(byte)) return false;
  }
  return true;
}

/** The dots that have no digit on both sides, or are the second one of a number. */
function faultyDots(dot: u64, digit: u64): u64 {
  const behind = dot << 1;
  return (behind & ~digit) | (dot & ~(digit << 1)) | ((behind + digit) & ~digit & dot);
}

/** Tells whether all these bytes are tabs or carriage returns. */
function areWhite(bits: u64, at: usize): bool {
  for (; bits != 0; bits &= bits - 1) {
    const byte: u32 = load<u8>(at + <usize>ctz(bits));
    if (byte != 0x09 && byte != 0x0d) return false;
  }
  return true;
}

/** The last byte before `place` that is no white space, not before `from`; 0 when there is none. */
function tokenBefore(place: usize, from: usize): u32 {
  while (place > from) {
    place -= 1;
    const byte: u32 = load<u8>(place);
    if (byte > 0x20 || (byte == LF && Text.isLines)) return byte;
  }
  return 0;
}

/** Tells whether all these closing brackets stand behind opening ones. The state is still that at `from`. */
function areEmpty(bits: u64, at: usize, from: usize): bool {
  for (; bits != 0; bits &= bits - 1) {
    const before = tokenBefore(at + <usize>ctz(bits), from);
    if (before == 0 ? Text.state != AFTER_OPEN : (before | 0x20) != 0x7b) return false;
  }
  return true;
}

/** Tells whether a run of so many letters, digits and signs is a literal. */
function isLiteral(place: usize, length: u64): bool {
  const bytes = load<u32>(place);
  if (length == 4) return bytes == 0x65757274 || bytes == 0x6c6c756e;
  return length == 5 && bytes == 0x736c6166 && load<u8>(place, 4) == 0x65;
}

/** Tells whether the rest of a number, of so many bytes, is an exponent. `behind` has its digits. */
function isExponent(place: usize, length: u64, behind: u64): bool {
  if ((load<u8>(place) | 0x20) != 0x65) return false;
  const sign = load<u8>(place, 1);
  const before: u64 = sign == 0x2b || sign == MINUS_SIGN ? 2 : 1;
  const rest = (((<u64>1) << length) - 1) & (ALL << before);
  return rest != 0 && (rest & ~behind) == 0;
}

// Of the current group, for `areLetters`; and what it finds: the digits that stand behind a minus sign.
let scalars: u64 = 0;
let digits: u64 = 0;
let starts: u64 = 0;
let minusDigits: u64 = 0;

/** Tells whether all that is no digit and no dot in numbers and literals is a minus sign, a literal, or an exponent. */
function areLetters(letters: u64, at: usize): bool {
  minusDigits = 0;
  while (letters != 0) {
    const index = ctz(letters);
    const bit = letters & -letters;
    const isStart = (starts & bit) != 0;
    const place = at + <usize>index;
    if (load<u8>(place) == MINUS_SIGN) {
      if (!isStart || (digits & (bit << 1)) == 0) return false;
      minusDigits |= bit << 1;
      letters ^= bit;
    } else {
      const length = ctz(~(scalars >> index));
      // That a digit stands before an exponent follows from the rules of dots and of what begins a token.
      if (!(isStart ? isLiteral(place, length) : isExponent(place, length, digits >> index))) return false;
      letters &= ~((((<u64>1) << length) - 1) << index);
    }
  }
  return true;
}

/** The first place from `at` on that has 16 bytes which are not all of them the inside of a string, or the first behind `last`. */
function skipText(at: usize, last: usize): usize {
  const quote = heldSplat(QUOTE);
  const backslash = heldSplat(BACKSLASH);
  const control = heldSplat(0x1f);
  for (; at <= last; at += 16) {
    const a = v128.load(at);
    const marks = v128.or(i8x16.eq(a, quote), i8x16.eq(a, backslash));
    if (v128.any_true(v128.or(marks, i8x16.le_u(a, control)))) break;
  }
  return at;
}

/** Where the last group may begin. */
function lastGroup(end: usize, base: i64): usize {
  return <usize>max<i64>(0, min<i64>(end - LOOKED_AT, Text.start + Text.cap - 64 - base));
}

/** The state at `at`, where something is asked for; the state is still that at `from`. */
function askingState(at: usize, from: usize): i32 {
  const before = tokenBefore(at, from);
  if (before == COMMA || before == LF) return AFTER_COMMA;
  if (before == 0) return Text.state;
  return before == COLON ? AFTER_COLON : AFTER_OPEN;
}

/** Tells whether a key, or the colon behind it, is to come. */
function asksForKey(): bool {
  if (Text.state == STRING) return Text.isKey;
  if (Text.state == AFTER_COLON || Text.state == AFTER_VALUE) return false;
  return Text.state == AFTER_KEY || (Text.stack & 1) != 0;
}

/**
 * Reads groups of 64 bytes for as long as all is sound in them; returns where it stopped. The rules of the grammar are tested on all bytes of a
 * group at once; only brackets, literals, minus signs and escapes are looked at one by one.
 *
 * To find what stands behind a token, whatever white space is in between, the token is added to a number that has ones for it and for all
 * white space: the sum carries through the ones and leaves one in the first place behind them. Out of a group it carries into the next.
 */
export function run(at: usize, end: usize, base: i64): usize {
  const low = lowTable();
  const high = highTable();
  const nibble = heldSplat(0x0f);
  const escaper = heldSplat(BACKSLASH);
  const lastControl = heldSplat(0x1f);
  const lf = heldSplat(LF);
  const linesMask: u64 = Text.isLines ? ALL : 0;
  const floor = Text.isLines ? 0 : 1;
  const from = at;
  let top = Text.depth;
  let inString: u64 = Text.state == STRING ? ALL : 0;
  let asks: u64 = Text.state <= AFTER_OPEN ? 1 : 0;
  let keys: u64 = asksForKey() ? 1 : 0;

  // No record gets larger in a group than is allowed.
  while (at + LOOKED_AT <= end && base + at + 64 - Text.start <= Text.cap) {
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const ka = kinds(i8x16.swizzle(low, v128.and(a, nibble)), i8x16.swizzle(high, upper(a, nibble)));
    const kb = kinds(i8x16.swizzle(low, v128.and(b, nibble)), i8x16.swizzle(high, upper(b, nibble)));
    const kc = kinds(i8x16.swizzle(low, v128.and(c, nibble)), i8x16.swizzle(high, upper(c, nibble)));
    const kd = kinds(i8x16.swizzle(low, v128.and(d, nibble)), i8x16.swizzle(high, upper(d, nibble)));
    let is1 = whole(half(i16x8.shl(ka, 7), i16x8.shl(kb, 7)), half(i16x8.shl(kc, 7), i16x8.shl(kd, 7)));
    let is2 = whole(half(i16x8.shl(ka, 6), i16x8.shl(kb, 6)), half(i16x8.shl(kc, 6), i16x8.shl(kd, 6)));
    let is4 = whole(half(i16x8.shl(ka, 5), i16x8.shl(kb, 5)), half(i16x8.shl(kc, 5), i16x8.shl(kd, 5)));
    const is8 = whole(half(i16x8.shl(ka, 4), i16x8.shl(kb, 4)), half(i16x8.shl(kc, 4), i16x8.shl(kd, 4)));
    let quote = is1 & is4 & ~is2;
    // Bytes at the end that are left to the next group.
    let left: u64 = 0;

    const ea = i8x16.eq(a, escaper);
    const eb = i8x16.eq(b, escaper);
    const ec = i8x16.eq(c, escaper);
    const ed = i8x16.eq(d, escaper);
    if (v128.any_true(v128.or(v128.or(ea, eb), v128.or(ec, ed)))) {
      // Of a run of backslashes, every second byte is escaped, and so is the byte behind a run of odd length.
      const backslash = whole(half(ea, eb), half(ec, ed));
      const code = (((backslash << 1) | ODD) - backslash) ^ ODD;
      const escaped = code ^ backslash;
      if (!areEscapes(escaped, at)) break;
      quote &= ~escaped;
      left = code & backslash & LAST;
    }
    const text = toggled(quote) ^ inString;

    const ca = i8x16.le_u(a, lastControl);
    const cb = i8x16.le_u(b, lastControl);
    const cc = i8x16.le_u(c, lastControl);
    const cd = i8x16.le_u(d, lastControl);
    let control: u64 = 0;
    let feed: u64 = 0;
    if (v128.any_true(v128.or(v128.or(ca, cb), v128.or(cc, cd)))) {
      control = whole(half(ca, cb), half(cc, cd));
      feed = whole(half(i8x16.eq(a, lf), i8x16.eq(b, lf)), half(i8x16.eq(c, lf), i8x16.eq(d, lf)));
      if ((control & text) != 0 || !areWhite(control ^ feed, at)) break;
      feed &= linesMask;
    } else if ((quote | ~inString) == 0) {
      at = skipText(at + 64 - <usize>popcnt(left), lastGroup(end, base));
      continue;
    }

    const outside = ~text;
    let letters = outside & ~(is1 | is2 | is4 | is8 | control);
    is1 &= outside;
    is2 &= outside;
    is4 &= outside;
    const digit = is8 & outside;
    const is3 = is1 & is2;
    const is6 = is2 & is4;
    const dot = is3 & is4;
    const comma = is6 ^ dot;
    const opening = is2 ^ (is3 | is6);
    const closing = is4 & ~(is1 | is2);
    const colon = is1 & ~(is2 | is4 | digit);

    let scalar = digit | dot | letters;
    // A number or literal at the end may go on. It is cut off without a branch, which would be hard to predict.
    const kept = ALL >> clz(~scalar);
    if (scalar == ALL) break;
    left |= ~kept;
    scalar &= kept;
    letters &= kept;

    const gaps = ((is3 & ~is4) | control | left) & ~feed;
    const asking = comma | colon | opening | feed;
    const askRuns = asking | gaps;
    const askSum = asking + askRuns + asks;
    const asked = askSum & ~gaps;
    const quoteStart = quote & text;
    let first = scalar & asked & digit;
    let bad = (((scalar & ~(scalar << 1)) | quoteStart | opening) & ~asked) | ((comma | colon) & asked);

    if (letters != 0) {
      scalars = scalar;
      digits = digit;
      starts = asked;
      if (!areLetters(letters, at)) bad = 1;
      first |= minusDigits;
    }
    bad |= faultyDots(dot, digit) | (((first & is1) << 1) & digit);

    // Which bytes are directly inside an object, and which at the level of the records: in the root, or in none.
    let pile = Text.stack;
    let level = Text.depth;
    let inObject: u64 = -(pile & 1);
    let atFloor: u64 = level == floor ? ALL : 0;
    for (let brackets = opening | closing; brackets != 0; brackets &= brackets - 1) {
      const index = ctz(brackets);
      const byte: u64 = load<u8>(at + <usize>index);
      const brace = (byte >> 5) & 1;
      const onward = ALL << index;
      if ((byte & 2) != 0) {
        pile = (pile << 1) | brace;
        level += 1;
        if (level > top) top = level;
      } else {
        bad |= (pile ^ brace) & 1;
        pile >>= 1;
        level -= 1;
        bad |= level < floor ? 1 : 0;
      }
      inObject = (inObject & ~onward) | (onward & -(pile & 1));
      atFloor = (atFloor & ~onward) | (level == floor ? onward : 0);
    }

    // Behind a comma or an opening bracket in an object there has to be a string and a colon, and there is no other colon.
    const inKey = text | quote | gaps;
    const keying = (comma | opening) & inObject;
    const keyRuns = inKey | keying;
    const keySum = keying + keyRuns + keys;
    const emptied = closing & asked;
    const ends = (comma & atFloor) | feed;
    bad |= (((keySum & ~inKey) ^ colon) & ~emptied) | (feed & ~atFloor) | (comma & atFloor & linesMask);
    if (bad != 0 || top > min(Text.maxDepth, MAX_LEVEL)) break;
    if (emptied != 0 && !areEmpty(emptied, at, from)) break;

    if (ends != 0) {
      Text.start = base + at + 64 - <i64>clz(ends);
      Text.line += <i64>popcnt(feed);
      Text.records += <i64>popcnt(ends & ~(feed & asked));
    }
    Text.stack = pile;
    Text.depth = level;
    inString = <u64>((<i64>text) >> 63);
    asks = (asking | (askRuns & ~askSum)) >> 63;
    keys = (keyRuns & ~keySum) >> 63;
    if (left != 0) {
      // A way of its own, so that the next group can begin before this one is through where nothing is left.
      at += 64 - <usize>popcnt(left);
      continue;
    }
    at += 64;
  }

  Text.deepest = max(Text.deepest, top);
  Text.isKey = keys != 0;
  if (inString != 0) Text.state = STRING;
  else if (asks != 0) Text.state = askingState(at, from);
  else Text.state = keys != 0 ? AFTER_KEY : AFTER_VALUE;
  return at;
}
