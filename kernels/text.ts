// Lines and words of any bytes.
import { INPUT } from './memory';

let lineFeeds: i64 = 0;
let words: i64 = 0;
let inWord: bool = false;

export function text_begin(): void {
  lineFeeds = 0;
  words = 0;
  inWord = false;
}

/** Counts the next `length` bytes of the input. */
export function text_scan(length: i32): void {
  for (let at: i32 = 0; at < length; at += 1) {
    const byte = load<u8>(INPUT + at);
    const isWord = !(byte == 0x20 || (byte >= 0x09 && byte <= 0x0d));
    if (isWord && !inWord) words += 1;
    inWord = isWord;
    if (byte == 0x0a) lineFeeds += 1;
  }
}

export function text_lineFeeds(): f64 {
  return <f64>lineFeeds;
}

export function text_words(): f64 {
  return <f64>words;
}
