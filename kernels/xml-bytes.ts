// Tells the scanner of XML where to stop: masks with a bit for each byte, made 64 bytes at a time, and which characters names may have.
import { heldSplat, INPUT, SCRATCH } from './memory';

/** What the block before ended in without being complete lies right before the input, so that no character is ever cut. */
const ORIGIN: usize = INPUT - 64;
/** A bit for each byte from ORIGIN on: 1 where no ASCII character of a name is. */
const NAMES: usize = SCRATCH;
/** The same: 1 where one of < > & " ' is. */
const STOPS: usize = SCRATCH + 0x8080;
/** Two vectors, in memory for the reason that heldSplat gives. */
const TABLES: usize = SCRATCH + 0x10100;
/** Where the next stops are, 4 bytes each: a place that is read off does not wait for the one before it to be found. */
export const LIST: usize = SCRATCH + 0x10180;
/** So many bytes are listed at once; all may be stops, and some places behind them are written in vain. */
export const LISTED: usize = 0x1000;
/** Behind all blocks: a `<` that ends whatever could go on. */
const NO_STOP: usize = LIST + (LISTED + 128) * 4;
/** What lies behind is free. */
export const BEHIND_MASKS: usize = NO_STOP + 0x10;

// ASCII characters are in a class when the table of their low half and that of their high half have its bit.
/** Four classes: digits, colon, P to Z; A to O; - and . ; _ . It is also the mask of a half of a byte. */
const NAME: u8 = 0x0f;
/** Two classes: below 0x10 without tab, LF and CR; 0x10 to 0x1f. */
const CONTROL: u8 = 0x30;
/** This bit is < and >, the one above it & " and ' ; so everything from it on is a stop. */
const STOP: u8 = 0x40;

/** Makes the masks of a block; returns where the first character is that XML forbids everywhere, or `end`. */
export function mark(first: usize, end: usize): usize {
  // prettier-ignore
  v128.store(TABLES, i8x16(56, 60, -68, 60, 60, 60, -68, -68, 60, 28, 28, 52, 116, 22, 118, 53), 0);
  v128.store(TABLES, i8x16(32, 16, -126, 72, 4, 9, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0), 16);
  const low = v128.load(TABLES, 0);
  const high = v128.load(TABLES, 16);
  const half = heldSplat(NAME);
  const stop = heldSplat(STOP);
  const lead = heldSplat(0xef);
  const control = heldSplat(CONTROL);
  const none = i8x16.splat(0);
  let bad = end;
  let at = first < INPUT ? ORIGIN : INPUT;
  let masks = NAMES + ((at - ORIGIN) >> 3);
  for (; at < bad; at += 64) {
    let seen = none;
    let leads = none;
    for (let part: usize = 0; part < 64; part += 16, masks += 2) {
      const bytes = v128.load(at + part);
      const classes = v128.and(
        i8x16.swizzle(low, v128.and(bytes, half)),
        i8x16.swizzle(high, v128.and(i16x8.shr_u(bytes, 4), half)),
      );
      store<u16>(masks, i8x16.bitmask(i8x16.eq(v128.and(classes, half), none)));
      // Adding makes the highest bit of either that of both.
      store<u16>(masks, i8x16.bitmask(i8x16.add(classes, stop)), STOPS - NAMES);
      seen = v128.or(seen, classes);
      leads = v128.or(leads, i8x16.eq(bytes, lead));
    }
    if (v128.any_true(v128.or(v128.and(seen, control), leads)))
      bad = firstForbidden(max(at, first), min(at + 64, end), bad);
  }
  store<u64>(masks, -1, 0);
  store<u64>(masks, -1, STOPS - NAMES);
  return bad;
}

/** Control characters, U+FFFE and U+FFFF; of the rest UTF-8 cannot have any. */
function firstForbidden(from: usize, to: usize, otherwise: usize): usize {
  for (let at = from; at < to; at += 1) {
    const byte = load<u8>(at);
    if (byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d) return at;
    if (byte == 0xef && load<u8>(at, 1) == 0xbf && load<u8>(at, 2) >= 0xbe) return at;
  }
  return otherwise;
}

/** Where the first of < > & " ' is from `at` on, or a place behind the end of the block. */
export function nextStop(at: usize): usize {
  const bits = bitsAt(STOPS, at);
  return bits != 0 ? at + usize(ctz(bits)) : nextFar(STOPS + ((at - ORIGIN) >> 6) * 8 + 8);
}

/** Of the 57 bytes from `at` on, and perhaps some more. */
function bitsAt(masks: usize, at: usize): u64 {
  return load<u64>(masks + ((at - ORIGIN) >> 3)) >> u64(at & 7);
}

/** In the 64 bytes of this mask, or further. It calls itself also so that the compiler does not copy it. */
function nextFar(masks: usize): usize {
  for (let turn = 0; turn < 64; turn += 1) {
    const bits = load<u64>(masks);
    if (bits != 0) return ORIGIN + (masks - STOPS) * 8 + usize(ctz(bits));
    masks += 8;
  }
  return nextFar(masks);
}

/** How many ASCII characters of a name there are from `at` on; 64 when they are too many to tell. */
export function nameLengthAt(at: usize): usize {
  return usize(ctz(bitsAt(NAMES, at)));
}

/** Lists the stops from `at` on, one at least unless there is none before `bad`; returns up to where. Behind the last one NO_STOP is listed. */
export function list(at: usize, bad: usize): usize {
  const enough = at + LISTED;
  let masks = STOPS + ((at - ORIGIN) >> 6) * 8;
  let bits = (load<u64>(masks) >> u64(at & 63)) << u64(at & 63);
  let entry = LIST;
  at &= ~63;
  while (true) {
    const end = entry + usize(popcnt(bits)) * 4;
    // More than one turn is so rare that the processor does not expect it.
    do {
      for (let four = 0; four < 3; four += 1) {
        store<u32>(entry, at + usize(ctz(bits)), 0);
        bits &= bits - 1;
        store<u32>(entry, at + usize(ctz(bits)), 4);
        bits &= bits - 1;
        store<u32>(entry, at + usize(ctz(bits)), 8);
        bits &= bits - 1;
        store<u32>(entry, at + usize(ctz(bits)), 12);
        bits &= bits - 1;
        entry += 16;
      }
    } while (entry < end);
    entry = end;
    at += 64;
    if (at >= bad || (at >= enough && entry > LIST)) break;
    masks += 8;
    bits = load<u64>(masks);
  }
  store<u32>(entry, NO_STOP);
  store<u8>(NO_STOP, 0x3c);
  return at;
}

/** Of a byte before the first forbidden one. */
export function isSpace(byte: u32): bool {
  return byte <= 0x20;
}

/** Bytes of the character at `at`, or 1 in the middle of one; CR LF counts as one. */
export function widthAt(at: usize): usize {
  const byte: u32 = load<u8>(at);
  // As many ones as bytes begin the first byte.
  if (byte >= 0xc0) return clz<u32>(~(byte << 24));
  return byte == 0x0d && load<u8>(at, 1) == 0x0a ? 2 : 1;
}

/** How many of the last bytes of a block wait for the next one: a cut character, or a CR whose LF may follow. */
export function cutBytes(end: usize): usize {
  if (load<u8>(end - 1) == 0x0d) return 1;
  for (let back: usize = 1; back < 4; back += 1) {
    const byte = load<u8>(end - back);
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return widthAt(end - back) > back ? back : 0;
  }
  return 0;
}

/** Letters, _ and : */
function beginsAsciiName(byte: u32): bool {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte == 0x5f || byte == 0x3a;
}

/** Whether the character at `at` may begin a name; or, with `isInside`, stand in one behind the first. */
export function isOfName(at: usize, isInside: bool): bool {
  const byte: u32 = load<u8>(at);
  if (byte < 0x80) {
    return beginsAsciiName(byte) || (isInside && byte >= 0x2d && byte < 0x3a && byte != 0x2f);
  }
  let character = ((byte & 0x1f) << 6) | (load<u8>(at, 1) & 0x3f);
  if (byte >= 0xe0) character = ((character & 0x3ff) << 6) | (load<u8>(at, 2) & 0x3f);
  if (byte >= 0xf0) character = ((character & 0x7fff) << 6) | (load<u8>(at, 3) & 0x3f);
  return isWide(character) || (isInside && continuesWide(character));
}

function continuesWide(character: u32): bool {
  return (
    character == 0xb7 ||
    (character >= 0x300 && character < 0x370) ||
    character == 0x203f ||
    character == 0x2040
  );
}

/** NameStartChar of XML 1.0, fifth edition, beyond ASCII; what is forbidden everywhere is found elsewhere. */
function isWide(character: u32): bool {
  if (character >= 0x10000) return character < 0xf0000;
  let isInside = false;
  for (let at = WIDE; load<u16>(at) <= character; at += 2) isInside = !isInside;
  return isInside;
}

/** Where ranges begin and end, by turns, up to one that is never reached. */
// prettier-ignore
const WIDE = memory.data<u16>([
  0xc0, 0xd7, 0xd8, 0xf7, 0xf8, 0x300, 0x370, 0x37e, 0x37f, 0x2000, 0x200c, 0x200e, 0x2070, 0x2190, 0x2c00, 0x2ff0, 0x3001, 0xd800, 0xf900,
  0xfdd0, 0xfdf0, 0xffff,
]);
