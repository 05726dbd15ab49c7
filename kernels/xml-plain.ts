// Reads XML as it mostly is, in one go: whole tags, text, references, comments and CDATA sections, as long as nothing about them is special.
import { isSpace, list, LIST, LISTED, nameLengthAt } from './xml-bytes';
import {
  addEmptyElement,
  closeElement,
  depth,
  isSame,
  keyOf,
  KEYS,
  maxAttributes,
  maxDepth,
  MIXER,
  openElement,
  openName,
  openNameLength,
  wall,
} from './xml-elements';
import { isCharacter } from './xml-entities';

const DASH: u8 = 0x2d;
/** `<!--`, as it lies in memory. */
const OPEN_COMMENT: u32 = 0x2d2d213c;
/** `![CDATA[`; in halves because the linter counts digits as those of JavaScript. */
const OPEN_CDATA: u64 = (0x5b415441 << 32) | 0x44435b21;
// What may follow an ampersand, as it lies in memory; the last two have a semicolon behind them.
const LT: u32 = 0x3b746c;
const GT: u32 = 0x3b7467;
const AMP: u32 = 0x3b706d61;
const APOS: u32 = 0x736f7061;
const QUOT: u32 = 0x746f7571;
/** Digits; longer numbers have useless zeros, or are none. */
const LONGEST_NUMBER: usize = 8;
/** More than elements usually have; they are compared one by one. */
const MOST_ATTRIBUTES: i32 = 32;

/** Before this place `readPlain` has nothing to do. */
export let special: usize = 0;
/** From where to where the stops of the block are listed. */
let listedFrom: usize = 0;
let listedTo: usize = 0;
/** The entries before this one are of stops that have been read. */
let cursor: usize = LIST;

/** Call it before the first byte of a block. */
export function beginPlain(): void {
  listedTo = 0;
}

/**
 * Goes on in the text at `at`, inside the root; returns a place in a text from which the scanner has to look closer, up to `special` at
 * least. Whatever is not whole before `bad`, or is wrong, is left to the scanner, which knows what to say; nothing of it has been taken.
 */
export function readPlain(at: usize, bad: usize): usize {
  let entry = entryAt(at, bad);
  while (depth > 0) {
    cursor = entry;
    const edge = usize(min(i32(bad), wall));
    const limit = min(edge, listedTo);
    const stop = load<u32>(entry);
    if (stop >= limit) {
      if (limit == edge) return close(at, edge);
      entry = entryAt(listedTo, bad);
      continue;
    }
    const byte = load<u8>(stop);
    let read: usize = 0;
    if (byte == 0x3c) {
      const second = load<u8>(stop, 1);
      if (second == 0x2f) read = endTag(entry, limit);
      else if (second == 0x21) {
        const end = behindSection(entry, edge);
        if (end != 0) {
          at = end;
          entry = entryAt(at, bad);
          continue;
        }
      } else read = startTag(entry, limit);
      at = read == 0 ? at : load<u32>(read) + 1;
    } else if (byte == 0x26) {
      const end = behindReference(stop, limit);
      if (end != 0) {
        at = end;
        read = entry;
      }
    } else {
      if (byte == 0x3e && load<u8>(stop - 1) == 0x5d) return close(at, stop);
      read = entry;
    }
    if (read == 0) {
      special = stop + 1;
      // It may only not be listed as a whole.
      if (limit == edge || stop - listedFrom < LISTED / 2) return stop;
      listedTo = 0;
      entry = entryAt(stop, bad);
    } else entry = read + 4;
  }
  return at;
}

/** The entry of the first stop from `at` on, which is not before the stop at the cursor. */
function entryAt(at: usize, bad: usize): usize {
  if (at >= listedTo) {
    listedFrom = at;
    listedTo = list(at, bad);
    return LIST;
  }
  let entry = cursor;
  while (load<u32>(entry) < at) entry += 4;
  return entry;
}

/** What decides about `]]>` is looked at again. */
function close(at: usize, stop: usize): usize {
  special = stop + 1;
  return max(at, stop - 2);
}

/** Behind the reference at `at`. 0 for what is not plain, as in all that follow. */
function behindReference(at: usize, limit: usize): usize {
  const word = load<u32>(at, 1);
  let end = at + 4;
  if (<u8>word == 0x23) end = behindNumber(at + 2);
  else if (word == AMP) end += 1;
  else if (word == APOS || word == QUOT) end = load<u8>(at, 5) == 0x3b ? at + 6 : 0;
  else if (word << 8 != LT << 8 && word << 8 != GT << 8) return 0;
  return end <= limit ? end : 0;
}

function behindNumber(at: usize): usize {
  let base: u32 = 10;
  if (load<u8>(at) == 0x78) {
    base = 16;
    at += 1;
  }
  const end = at + LONGEST_NUMBER;
  let code: u32 = 0;
  for (; at < end; at += 1) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x3b) return isCharacter(code) ? at + 1 : 0;
    let digit = byte - 0x30;
    if (digit > 9) {
      digit = (byte | 0x20) - 0x61;
      if (digit > 5) return 0;
      digit += 10;
    }
    if (digit >= base) return 0;
    code = code * base + digit;
  }
  return 0;
}

/** `entry` is that of the `<`; returns that of the `>`. */
function endTag(entry: usize, limit: usize): usize {
  const name = load<u32>(entry) + 2;
  const end = load<u32>(entry, 4);
  const length = openNameLength();
  if (end >= limit || load<u8>(end) != 0x3e || end - name != length || !isSame(openName(), name, length))
    return 0;
  closeElement(end);
  return entry + 4;
}

/** `entry` is that of the `<`; returns that of the `>`. What is before that is before `limit` as well. */
function startTag(entry: usize, limit: usize): usize {
  const name = load<u32>(entry) + 1;
  const nameLength = nameLengthAt(name);
  if (!isPlainName(name, nameLength)) return 0;
  const lastKey = KEYS + <usize>min(maxAttributes, MOST_ATTRIBUTES) * 8;
  let keys = KEYS;
  let seen: u64 = 0;
  let at = name + nameLength;
  while (true) {
    entry += 4;
    const stop = load<u32>(entry);
    if (stop >= limit) return 0;
    const quote = load<u8>(stop);
    if (quote == 0x3e) {
      if (depth >= maxDepth) return 0;
      if (at != stop) {
        while (isSpace(load<u8>(at))) at += 1;
        if (at + 1 == stop && load<u8>(at) == 0x2f) {
          addEmptyElement(stop);
          return entry;
        }
        if (at != stop) return 0;
      }
      openElement(name, nameLength, i32(name) - 1);
      return entry;
    }
    if (!isSpace(load<u8>(at))) return 0;
    do at += 1;
    while (isSpace(load<u8>(at)));
    const length = nameLengthAt(at);
    const pair = load<u16>(stop - 1);
    if (at + length + 1 != stop) return 0;
    if (!isPlainName(at, length)) return 0;
    if (pair != 0x223d) {
      if (pair != 0x273d) return 0;
    }
    if (keys == lastKey) return 0;
    const key = keyOf(at, length);
    const hash = (key * MIXER) >> 58;
    // Whether it is new; one that is not found new is left to the scanner, which compares it whole.
    if ((seen >> hash) & 1) {
      for (let other = KEYS; other < keys; other += 8) if (load<u64>(other) == key) return 0;
    }
    seen |= (<u64>1) << hash;
    store<u64>(keys, key);
    keys += 8;
    while (true) {
      entry += 4;
      at = load<u32>(entry);
      const byte = load<u8>(at);
      if (byte == quote) break;
      if (byte == 0x3c) return 0;
      if (byte == 0x26) {
        if (behindReference(at, limit) == 0) return 0;
      }
    }
    at += 1;
  }
}

/** Whether these characters of names, which may be none or too many to tell, are a name. */
function isPlainName(name: usize, length: usize): bool {
  // Digits and - and . are below.
  return length - 1 < 63 && load<u8>(name) >= 0x3a;
}

/** Of a comment, which may be longer than the list, or a CDATA section. */
function behindSection(entry: usize, edge: usize): usize {
  const less = load<u32>(entry);
  if (load<u32>(less) == OPEN_COMMENT) return behindComment(less + 4, edge);
  if (load<u64>(less, 1) != OPEN_CDATA) return 0;
  while (true) {
    entry += 4;
    const at = load<u32>(entry);
    if (at >= edge) return 0;
    if (load<u8>(at) == 0x3e && load<u16>(at - 2) == 0x5d5d && at > less + 10) return at + 1;
  }
}

function behindComment(at: usize, edge: usize): usize {
  const dash = i8x16.splat(DASH);
  for (; at < edge; at += 16) {
    const dashes = v128.and(i8x16.eq(v128.load(at), dash), i8x16.eq(v128.load(at, 1), dash));
    const mask = i8x16.bitmask(dashes);
    if (mask != 0) {
      const end = at + ctz(mask) + 2;
      return end < edge && load<u8>(end) == 0x3e ? end + 1 : 0;
    }
  }
  return 0;
}
