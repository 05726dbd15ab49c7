// CSV after RFC 4180: 64 bytes at a time where nothing is unusual, byte by byte where something is. Both ways know the same state.
import { heldSplat, INPUT } from './memory';

const QUOTE: u8 = 0x22;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
/** Bytes of the fast way: one bit of a mask each. */
const CHUNK: i32 = 64;

// What was read last. In ROW and BLANK_CR no row is open: ROW is the beginning of a line, BLANK_CR a carriage return there.
const ROW: i32 = 0;
const BLANK_CR: i32 = 1;
const FIELD: i32 = 2;
const PLAIN: i32 = 3;
const QUOTED: i32 = 4;
const AFTER_QUOTE: i32 = 5;
const ROW_CR: i32 = 6;

// Faults; lambda/core/formats/csv.ts has the same numbers.
const STRAY_QUOTE: i32 = 1;
const STRAY_RETURN: i32 = 2;
const TOO_MANY_COLUMNS: i32 = 3;
const TOO_LARGE: i32 = 4;
const OTHER_WIDTH: i32 = 5;
const UNCLOSED: i32 = 6;
const NO_HEADER: i32 = 7;

let delimiter: u8 = 0;
let maxColumns: i32 = 0;
let maxRecordSize: i64 = 0;

let state: i32 = ROW;
/** Offset of the block in the content. */
let base: i64 = 0;
/** Line of the next byte; lines end in LF and are counted from 1. */
let line: i64 = 1;
/** Where the open row begins: offset and line. */
let rowStart: i64 = 0;
let rowLine: i64 = 1;
/** Line on which the last quoted field began. */
let quoteLine: i64 = 1;
/** Delimiters of the open row. */
let delimiters: i32 = 0;
/** Columns of the header; 0 as long as it is not complete. */
let width: i32 = 0;
let rows: i64 = 0;
/** The open row is over the cap inside quotes: whether they close decides what is told. */
let isOverlong: bool = false;
/** The part of the block that belongs to the header; from -1 when none does. */
let headerFrom: i32 = -1;
let headerTo: i32 = 0;
let faultLine: i64 = 0;

export function csv_begin(withDelimiter: i32, columns: i32, recordSize: f64): void {
  delimiter = <u8>withDelimiter;
  maxColumns = columns;
  maxRecordSize = <i64>recordSize;
  state = ROW;
  base = 0;
  line = 1;
  rowLine = 1;
  quoteLine = 1;
  rowStart = 0;
  delimiters = 0;
  width = 0;
  rows = 0;
  isOverlong = false;
  headerFrom = -1;
  headerTo = 0;
  faultLine = 0;
}

function faultOn(code: i32, onLine: i64): i32 {
  faultLine = onLine;
  return code;
}

function isInRow(): bool {
  return state > BLANK_CR;
}

function beginRow(at: i32): void {
  if (state != ROW) return;
  rowStart = base + at;
  rowLine = line;
  delimiters = 0;
  if (width == 0) headerFrom = at;
}

function endRow(at: i32): i32 {
  const columns = delimiters + 1;
  if (width == 0) {
    width = columns;
    headerTo = at;
    return 0;
  }
  if (columns != width) return faultOn(OTHER_WIDTH, rowLine);
  rows += 1;
  return 0;
}

/**
 * The cap of a row, for the bytes before `at`. After a carriage return the row is complete, and its size was judged before it. Inside quotes
 * the fault waits: a quote that is never closed is the better thing to tell.
 */
function checkSize(at: i32): i32 {
  if (!isInRow() || state == ROW_CR || base + at - rowStart <= maxRecordSize) return 0;
  if (state != QUOTED && state != AFTER_QUOTE) return faultOn(TOO_LARGE, rowLine);
  isOverlong = true;
  return 0;
}

function onQuote(at: i32): i32 {
  if (state == QUOTED) state = AFTER_QUOTE;
  else if (state == AFTER_QUOTE) state = QUOTED;
  else if (state == PLAIN) return faultOn(STRAY_QUOTE, line);
  else if (state == ROW_CR || state == BLANK_CR) return faultOn(STRAY_RETURN, line);
  else {
    beginRow(at);
    state = QUOTED;
    quoteLine = line;
  }
  return 0;
}

function onLineFeed(at: i32): i32 {
  if (isOverlong) return faultOn(TOO_LARGE, rowLine);
  const fault = isInRow() ? endRow(at) : 0;
  line += 1;
  state = ROW;
  return fault;
}

/** Any byte but a quote and a line feed, outside quotes. */
function onOther(byte: u8, at: i32): i32 {
  if (state == ROW_CR || state == BLANK_CR) return faultOn(STRAY_RETURN, line);
  if (isOverlong) return faultOn(TOO_LARGE, rowLine);
  if (byte == CR) {
    state = state == ROW ? BLANK_CR : ROW_CR;
    return 0;
  }
  if (byte == delimiter) {
    beginRow(at);
    delimiters += 1;
    state = FIELD;
    return delimiters < maxColumns ? 0 : faultOn(TOO_MANY_COLUMNS, rowLine);
  }
  if (state == AFTER_QUOTE) return faultOn(STRAY_QUOTE, line);
  beginRow(at);
  state = PLAIN;
  return 0;
}

function scanBytes(from: i32, to: i32): i32 {
  for (let at = from; at < to; at += 1) {
    let fault = checkSize(at);
    if (fault != 0) return fault;
    const byte = load<u8>(INPUT + at);
    if (byte == QUOTE) fault = onQuote(at);
    else if (state == QUOTED) line += i64(byte == LF);
    else if (byte == LF) fault = onLineFeed(at);
    else fault = onOther(byte, at);
    if (fault != 0) return fault;
  }
  return 0;
}

/** One bit a byte of the chunk: ones where it is the byte of `splat`. */
function maskOf(chunk: usize, splat: v128): u64 {
  const a = <u32>i8x16.bitmask(i8x16.eq(v128.load(chunk), splat));
  const b = <u32>i8x16.bitmask(i8x16.eq(v128.load(chunk, 16), splat));
  const c = <u32>i8x16.bitmask(i8x16.eq(v128.load(chunk, 32), splat));
  const d = <u32>i8x16.bitmask(i8x16.eq(v128.load(chunk, 48), splat));
  return (<u64>(a | (b << 16))) | ((<u64>(c | (d << 16))) << 32);
}

/** Ones from each odd one up to the next even one: the bytes in quotes, opening quotes included. */
function prefixXor(quotes: u64): u64 {
  let inside = quotes;
  inside ^= inside << 1;
  inside ^= inside << 2;
  inside ^= inside << 4;
  inside ^= inside << 8;
  inside ^= inside << 16;
  inside ^= inside << 32;
  return inside;
}

/** Tells whether any byte of the chunk is the byte of `splat`. */
function hasAny(chunk: usize, splat: v128): bool {
  const low = v128.or(i8x16.eq(v128.load(chunk), splat), i8x16.eq(v128.load(chunk, 16), splat));
  const high = v128.or(i8x16.eq(v128.load(chunk, 32), splat), i8x16.eq(v128.load(chunk, 48), splat));
  return v128.any_true(v128.or(low, high));
}

/** What the last byte before `at` leaves behind, where a quote is a closing one. */
function stateBehind(at: i32): i32 {
  const byte = load<u8>(INPUT + at - 1);
  if (byte == QUOTE) return AFTER_QUOTE;
  if (byte == LF) return ROW;
  if (byte == CR) return ROW_CR;
  return byte == delimiter ? FIELD : PLAIN;
}

/**
 * Reads whole chunks from `from` on and returns where it stopped: behind the last whole chunk, or before one that holds anything unusual (a
 * blank line, a row of another width, a stray byte, a row that may be too large), of which nothing is taken. Needs a complete header. A
 * doubled quote counts as a closing and an opening one.
 */
function scanChunks(from: i32, length: i32): i32 {
  const quote = heldSplat(QUOTE);
  const separator = heldSplat(delimiter);
  const feed = heldSplat(LF);
  const back = heldSplat(CR);
  const limit = maxColumns;
  const expected = width - 1;
  /** Where the open row began, and the last chunk in which it is surely not too large. */
  let start: i64 = state == ROW ? from : rowStart - base;
  let latest: i64 = start + maxRecordSize - CHUNK;
  let startLine = state == ROW ? line : rowLine;
  let count = state == ROW ? 0 : delimiters;
  let lines = line;
  let inQuotes: u64 = state == QUOTED ? <u64>-1 : 0;
  // Bit 0: whether the byte before the chunk was of the kind, outside quotes.
  let afterBack: u64 = u64(state == ROW_CR);
  let afterFeed: u64 = u64(state == ROW);
  let afterQuote: u64 = u64(state == AFTER_QUOTE);
  let afterMark: u64 = u64(state == ROW || state == FIELD || state == AFTER_QUOTE);

  let at = from;
  for (; at + CHUNK <= length; at += CHUNK) {
    const chunk: usize = INPUT + at;
    const quotes = maskOf(chunk, quote);
    const feeds = maskOf(chunk, feed);
    const fields = maskOf(chunk, separator);
    let backs: u64 = 0;
    if (hasAny(chunk, back)) backs = maskOf(chunk, back);
    let inside = inQuotes;
    let closing: u64 = 0;
    let rowEnds = feeds;
    let fieldEnds = fields;
    let marks = feeds | fields;
    let unusual: u64 = 0;
    if ((quotes | inQuotes | afterQuote) != 0) {
      const plain = ~(quotes | marks | backs);
      inside ^= prefixXor(quotes);
      closing = quotes & ~inside;
      rowEnds &= ~inside;
      fieldEnds &= ~inside;
      backs &= ~inside;
      marks = closing | rowEnds | fieldEnds;
      unusual = (quotes & inside & ~((marks << 1) | afterMark)) | (((closing << 1) | afterQuote) & plain);
    }
    if ((backs | afterBack) != 0) {
      unusual |= (((backs << 1) | afterBack) & ~feeds) | (((rowEnds << 1) | afterFeed) & backs);
    }
    // Where rows have more columns, a blank line looks like a row of another width.
    if (expected == 0) unusual |= ((rowEnds << 1) | afterFeed) & feeds;
    if (unusual != 0 || at > latest) break;

    let open = count;
    if (rowEnds != 0) {
      let rest = rowEnds;
      let counted: u64 = 0;
      do {
        const before = (rest & (0 - rest)) - 1;
        if (open + <i32>popcnt(fieldEnds & before & ~counted) != expected) break;
        counted = before;
        open = 0;
        rest &= rest - 1;
      } while (rest != 0);
      if (rest != 0) break;
      open = <i32>popcnt(fieldEnds & ~counted);
      if (open >= limit) break;
      const last = clz(rowEnds);
      start = at + CHUNK - last;
      latest = start + maxRecordSize - CHUNK;
      startLine = lines + popcnt(feeds & ((<u64>-1) >> last));
      rows += popcnt(rowEnds);
    } else {
      open += <i32>popcnt(fieldEnds);
      if (open >= limit) break;
    }
    count = open;
    // A quote at the very end closes the field or is the first of a doubled one.
    if (<i64>(inside | quotes) < 0) {
      const opening = quotes & inside & (((rowEnds | fieldEnds) << 1) | (afterMark & ~afterQuote));
      if (opening != 0) quoteLine = lines + popcnt(feeds & (((<u64>1) << (63 - clz(opening))) - 1));
    }
    lines += popcnt(feeds);
    inQuotes = <u64>((<i64>inside) >> 63);
    afterBack = backs >> 63;
    afterFeed = rowEnds >> 63;
    afterQuote = closing >> 63;
    afterMark = marks >> 63;
  }

  if (at > from) state = inQuotes != 0 ? QUOTED : stateBehind(at);
  line = lines;
  rowStart = base + start;
  rowLine = startLine;
  delimiters = count;
  return at;
}

/** Takes the next `length` bytes of the input. Returns a fault code or 0. */
export function csv_scan(length: i32): i32 {
  if (width == 0) {
    headerFrom = isInRow() ? 0 : -1;
    headerTo = length;
  } else headerFrom = -1;
  let at = 0;
  while (at < length) {
    if (width != 0 && state != BLANK_CR) at = scanChunks(at, length);
    const to = min(at + CHUNK, length);
    const fault = scanBytes(at, to);
    if (fault != 0) return fault;
    at = to;
  }
  const fault = checkSize(length);
  base += length;
  return fault;
}

/** The end of the content. Returns a fault code or 0. */
export function csv_end(): i32 {
  if (state == ROW_CR || state == BLANK_CR) return faultOn(STRAY_RETURN, line);
  if (state == QUOTED) return faultOn(UNCLOSED, quoteLine);
  if (isOverlong) return faultOn(TOO_LARGE, rowLine);
  const fault = isInRow() ? endRow(0) : 0;
  return fault == 0 && width == 0 ? faultOn(NO_HEADER, line) : fault;
}

/** Rows without the header. */
export function csv_rows(): f64 {
  return <f64>rows;
}

/** Columns of the header. */
export function csv_width(): i32 {
  return width;
}

/** Columns of the row that was read last. */
export function csv_columns(): i32 {
  return delimiters + 1;
}

/** Line of the fault. */
export function csv_line(): f64 {
  return <f64>faultLine;
}

/** Where in the last block the header begins, or goes on; -1 when nothing of it is there. */
export function csv_headerFrom(): i32 {
  return headerFrom;
}

/** Where in the last block the header ends, before its line feed, or the end of the block. */
export function csv_headerTo(): i32 {
  return headerTo;
}
