// Finds the first byte that is not UTF-8, in content that comes in blocks.
import { isUtf8 } from 'node:buffer';

const EMPTY = Buffer.alloc(0);

/** Bytes of the sequence that `lead` opens, or 0 when it opens none. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** Bytes at the end that may be the beginning of a sequence: 0 to 3. */
function unfinishedTail(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - 3);
  for (let at = bytes.length - 1; at >= from; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    return sequenceLength(byte) > bytes.length - at ? bytes.length - at : 0;
  }
  return 0;
}

/** Index of the first sequence that is not UTF-8; the cold path, so it may walk. */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length === 0 || at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

export class Utf8Check {
  #unfinished: Buffer = EMPTY;
  #offset = 0;

  /** Takes the next block. Returns the 0-based offset in the whole content of the first invalid sequence, if there is one. */
  update(block: Buffer): number | undefined {
    const bytes = this.#unfinished.length > 0 ? Buffer.concat([this.#unfinished, block]) : block;
    const start = this.#offset - this.#unfinished.length;
    const end = bytes.length - unfinishedTail(bytes);
    const complete = bytes.subarray(0, end);
    if (!isUtf8(complete)) return start + firstInvalid(complete);
    this.#unfinished = bytes.subarray(end);
    this.#offset += block.length;
    return undefined;
  }

  /** Offset of a sequence that the end of the content cut, if there is one. */
  end(): number | undefined {
    return this.#unfinished.length > 0 ? this.#offset - this.#unfinished.length : undefined;
  }
}
