// Lines and words of any bytes.
import { heldSplat, INPUT } from './memory';

/** Vectors whose counts fit into the 8 bits of a lane. */
const VECTORS_BETWEEN_SUMS: i32 = 252;

let lineFeeds: i64 = 0;
let words: i64 = 0;
let lastIsWhite: bool = true;

export function text_begin(): void {
  lineFeeds = 0;
  words = 0;
  lastIsWhite = true;
}

/** Ones in the lanes that hold ASCII white space: of bytes from which 0x09 is taken, 0 to 4 and the space. */
function white(lessTab: v128, four: v128, space: v128): v128 {
  return v128.or(i8x16.le_u(lessTab, four), i8x16.eq(lessTab, space));
}

/** The lanes of `current` moved up by one; the first lane is the last of `before`. */
function oneBefore(before: v128, current: v128): v128 {
  return v128.shuffle<i8>(before, current, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

/** Sum of the 16 lanes, each at most 255. */
function sum(counts: v128): i64 {
  const quads = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts));
  const pairs = i64x2.add(i64x2.extend_low_i32x4_u(quads), i64x2.extend_high_i32x4_u(quads));
  return i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
}

/** Counts the next `length` bytes of the input. A word begins where a byte is no white space and the one before it is. */
export function text_scan(length: i32): void {
  if (length == 0) return;
  const end = INPUT + length;
  const lastByte = load<u8>(end - 1);
  // White space behind the end begins no word and is no line feed, so the last vectors may reach beyond it.
  memory.fill(end, 0x20, 64);
  const lf = heldSplat(0x0a);
  const space = heldSplat(0x20 - 0x09);
  const tab = heldSplat(0x09);
  const four = heldSplat(4);
  let before = i8x16.splat(lastIsWhite ? -1 : 0);
  let at: usize = INPUT;
  while (at < end) {
    let feeds = i8x16.splat(0);
    let starts = i8x16.splat(0);
    const stop = min(end, at + VECTORS_BETWEEN_SUMS * 16);
    for (; at < stop; at += 64) {
      const bytes0 = v128.load(at, 0);
      const white0 = white(i8x16.sub(bytes0, tab), four, space);
      const bytes1 = v128.load(at, 16);
      const white1 = white(i8x16.sub(bytes1, tab), four, space);
      const bytes2 = v128.load(at, 32);
      const white2 = white(i8x16.sub(bytes2, tab), four, space);
      const bytes3 = v128.load(at, 48);
      const white3 = white(i8x16.sub(bytes3, tab), four, space);
      feeds = i8x16.sub(feeds, i8x16.eq(bytes0, lf));
      feeds = i8x16.sub(feeds, i8x16.eq(bytes1, lf));
      feeds = i8x16.sub(feeds, i8x16.eq(bytes2, lf));
      feeds = i8x16.sub(feeds, i8x16.eq(bytes3, lf));
      starts = i8x16.sub(starts, v128.andnot(oneBefore(before, white0), white0));
      starts = i8x16.sub(starts, v128.andnot(oneBefore(white0, white1), white1));
      starts = i8x16.sub(starts, v128.andnot(oneBefore(white1, white2), white2));
      starts = i8x16.sub(starts, v128.andnot(oneBefore(white2, white3), white3));
      before = white3;
    }
    lineFeeds += sum(feeds);
    words += sum(starts);
  }
  lastIsWhite = lastByte == 0x20 || (lastByte >= 0x09 && lastByte <= 0x0d);
}

export function text_lineFeeds(): f64 {
  return <f64>lineFeeds;
}

export function text_words(): f64 {
  return <f64>words;
}
