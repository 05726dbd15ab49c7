// JSON after RFC 8259, strictly: one value, or one on every line (NDJSON). Bytes above 0x7f are checked outside; here they may stand in strings only.
import { canRun, run, LOOKED_AT } from './json-run';
import { AFTER_COMMA, INCOMPLETE, LF, STRING, Text, UNLIMITED } from './json-state';
import { isComplete, stepInLine, stepInText } from './json-step';
import { INPUT } from './memory';

export function json_begin(lines: i32, depthLimit: i32, recordLimit: f64): void {
  Text.isLines = lines != 0;
  Text.maxDepth = depthLimit;
  Text.maxRecordSize = <i64>recordLimit;
  Text.cap = Text.isLines ? Text.maxRecordSize : UNLIMITED;
  Text.state = AFTER_COMMA;
  Text.depth = Text.deepest = 0;
  Text.stack = 0;
  Text.position = Text.start = Text.records = 0;
  Text.line = 1;
  Text.rootByte = 0;
  Text.fault = 0;
}

/** Takes the next `length` bytes of the input. Returns 0, or what is wrong; then nothing more may come. */
export function json_scan(length: i32): i32 {
  const base = Text.position - INPUT;
  const end = INPUT + length;
  let at: usize = INPUT;
  while (at < end) {
    if (at + LOOKED_AT <= end && canRun()) at = run(at, end, base);
    // One by one through what the fast way leaves: what is rare, what is wrong, and the end of the block.
    for (const stop = at + 64; at < end && (at < stop || Text.state > STRING); at += 1) {
      const byte: u32 = load<u8>(at);
      const code = Text.isLines ? stepInLine(byte, base + at) : stepInText(byte, base + at);
      if (code != 0) return code;
    }
  }
  Text.position += length;
  return 0;
}

/** After the last byte. Returns 0, or what is wrong. */
export function json_end(): i32 {
  if (Text.isLines) {
    if (Text.position == Text.start) return 0;
    store<u8>(INPUT, LF);
    return json_scan(1);
  }
  if (isComplete()) return 0;
  Text.faultOffset = Text.position;
  return INCOMPLETE;
}

/** Elements of a root array; of NDJSON, lines that are not blank. */
export function json_records(): f64 {
  return <f64>Text.records;
}

/** Number of the current line, which is the one after the last when all is read. */
export function json_line(): f64 {
  return <f64>Text.line;
}

/** Offset of the first byte that is wrong: no JSON text could have it there, or it opens one container too many. Of an element too large, its own. */
export function json_faultOffset(): f64 {
  return <f64>Text.faultOffset;
}

/** Most containers that were open at once. */
export function json_deepest(): i32 {
  return Text.deepest;
}

/** First byte of the value. */
export function json_rootByte(): i32 {
  return Text.rootByte;
}
