// Reads XML as it mostly is, in one go: whole tags, text, references, comments and CDATA sections, as long as nothing about them is special.
import { beginsAsciiName, isSpace, nextOutsideName, nextStop } from './xml-bytes';
import {
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
import { beginReference, GOOD, OPEN, readReference } from './xml-entities';

/** Longer ones have useless zeros, or are none. */
const LONGEST_REFERENCE: usize = 11;
const DASH: u8 = 0x2d;
/** `<!--`, as it lies in memory. */
const OPEN_COMMENT: u32 = 0x2d2d213c;
/** `![CDATA[`; in halves because the linter counts digits as those of JavaScript. */
const OPEN_CDATA: u64 = (0x5b415441 << 32) | 0x44435b21;

/** Of the attributes of the tag: a bit for each key, how many, and the keys. */
let seen: u64 = 0;
let count: i32 = 0;
/** More than elements usually have; they are compared one by one. */
const MOST_ATTRIBUTES: i32 = 32;

/** Before this place `readPlain` has nothing to do. */
export let special: usize = 0;

/**
 * Goes on in the text at `at`, inside the root; returns a place in a text from which the scanner has to look closer, up to `special` at
 * least. Whatever is not whole before `bad`, or is wrong, is left to the scanner, which knows what to say; nothing of it has been taken.
 */
export function readPlain(at: usize, bad: usize): usize {
  while (depth > 0) {
    const edge = usize(min(i32(bad), wall));
    const stop = nextStop(at);
    special = min(stop, edge) + 1;
    // What decides about `]]>` is looked at again.
    const close = max(at, special - 3);
    if (stop >= edge) return close;
    const byte = load<u8>(stop);
    if (byte == 0x3c) {
      at = behindTag(stop, edge);
      if (at == 0) return stop;
      // An end tag, or `/>`.
      if (load<u8>(stop, 1) == 0x2f || load<u8>(at - 2) == 0x2f) closeElement(at - 1);
    } else if (byte == 0x26) {
      at = behindReference(stop, edge);
      if (at == 0) return stop;
    } else {
      if (byte == 0x3e && load<u8>(stop - 1) == 0x5d) return close;
      at = stop + 1;
    }
  }
  return at;
}

/** Also behind a comment and a CDATA section. 0 for what is not plain, as in all that follow. */
function behindTag(less: usize, edge: usize): usize {
  const byte = load<u8>(less, 1);
  if (byte == 0x2f) return behindEndTag(less, edge);
  return byte == 0x21 ? behindSection(less, edge) : behindStartTag(less, edge);
}

function behindReference(at: usize, edge: usize): usize {
  beginReference();
  let read = OPEN;
  let end = at;
  while (read == OPEN && end < min(edge - 1, at + LONGEST_REFERENCE)) {
    end += 1;
    read = readReference(load<u8>(end));
  }
  return read == GOOD ? end + 1 : 0;
}

function behindEndTag(less: usize, edge: usize): usize {
  const length = openNameLength();
  const end = less + 2 + length;
  if (end >= edge || load<u8>(end) != 0x3e || !isSame(openName(), less + 2, length)) return 0;
  return end + 1;
}

function behindStartTag(less: usize, edge: usize): usize {
  if (!beginsAsciiName(load<u8>(less, 1))) return 0;
  const nameEnd = nextOutsideName(less + 1);
  let at = nameEnd;
  let byte: u32 = load<u8>(at);
  seen = 0;
  count = 0;
  while (isSpace(byte)) {
    do {
      at += 1;
      byte = load<u8>(at);
    } while (isSpace(byte) && at < edge);
    if (!beginsAsciiName(byte)) break;
    if (at >= edge) return 0;
    at = behindAttribute(at, edge);
    if (at == 0) return 0;
    byte = load<u8>(at);
  }
  if (byte == 0x2f) at += 1;
  if (at >= edge || load<u8>(at) != 0x3e || depth >= maxDepth) return 0;
  openElement(less + 1, nameEnd - less - 1, i32(less));
  return at + 1;
}

/** `at` is before `edge`. */
function behindAttribute(name: usize, edge: usize): usize {
  const end = nextOutsideName(name);
  if (end >= edge || load<u8>(end) != 0x3d || !isNew(name, end - name)) return 0;
  const quote = load<u8>(end, 1);
  if (quote != 0x22 && quote != 0x27) return 0;
  let at = end + 2;
  while (true) {
    at = nextStop(at);
    if (at >= edge) return 0;
    const byte = load<u8>(at);
    if (byte == 0x26) {
      at = behindReference(at, edge);
      if (at == 0) return 0;
    } else {
      at += 1;
      if (byte == quote) return at;
      if (byte == 0x3c) return 0;
    }
  }
}

/** Whether no attribute of the tag can have the name; a name that is not found new is left to the scanner, which compares it whole. */
function isNew(name: usize, length: usize): bool {
  const key = keyOf(name, length);
  const bit = (<u64>1) << ((key * MIXER) >> 58);
  if (count >= MOST_ATTRIBUTES) return false;
  if ((seen & bit) != 0) {
    for (let at = KEYS; at < KEYS + <usize>count * 8; at += 8) if (load<u64>(at) == key) return false;
  }
  seen |= bit;
  store<u64>(KEYS + <usize>count * 8, key);
  count += 1;
  return count <= maxAttributes;
}

/** Of a comment or a CDATA section. */
function behindSection(less: usize, edge: usize): usize {
  if (load<u32>(less) == OPEN_COMMENT) return behindComment(less + 4, edge);
  if (load<u64>(less, 1) != OPEN_CDATA) return 0;
  let at = less + 9;
  while (at < edge) {
    at = nextStop(at) + 1;
    if (load<u8>(at - 1) == 0x3e && load<u16>(at - 3) == 0x5d5d && at > less + 11 && at <= edge) return at;
  }
  return 0;
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
