// Gathers the normalized lines as bytes; a line that turns out to be of a bad order is taken back.

/** Lines are handed on once there are so many bytes of them. */
const FULL_IN_BYTES = 256 * 1024;
/** Most files are small. */
const FIRST_ROOM_IN_BYTES = 16 * 1024;
/** The largest whole number that is exact has 16 digits; a point, and zeros before it. */
const MAX_AMOUNT_IN_BYTES = 32;
const [ZERO, POINT] = [0x30, 0x2e];
const WORD = 4;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A fixed text, four bytes at a time: a third of what is written is such text. */
export interface Piece {
  words: Uint32Array;
  length: number;
}

/** Makes a piece of an ASCII text. */
export function pieceOf(text: string): Piece {
  const bytes = Buffer.alloc(Math.ceil(text.length / WORD) * WORD);
  bytes.write(text, 'latin1');
  const words = Uint32Array.from({ length: bytes.length / WORD }, (_, word) =>
    bytes.readUInt32BE(word * WORD),
  );
  return { words, length: text.length };
}

export class LineBuffer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_ROOM_IN_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Where the line in work begins; what stands before it is final. */
  #lineStart = 0;

  get isFull(): boolean {
    return this.#lineStart >= FULL_IN_BYTES;
  }

  /** Ends the line in work. */
  commit(): void {
    this.#lineStart = this.#length;
  }

  /** Takes back the line in work. */
  rollBack(): void {
    this.#length = this.#lineStart;
  }

  /** Gives away a copy of the final lines, which the caller may keep; empty when there are none. */
  take(): Buffer {
    const lines = Buffer.from(this.#bytes.subarray(0, this.#lineStart));
    this.#bytes.copyWithin(0, this.#lineStart, this.#length);
    this.#length -= this.#lineStart;
    this.#lineStart = 0;
    return lines;
  }

  /** Writes a fixed piece of text. */
  piece({ words, length }: Piece): void {
    this.#room(length + WORD);
    const view = this.#view;
    let to = this.#length;
    for (let word = 0; word < words.length; word += 1, to += WORD) view.setUint32(to, words[word] as number);
    // The last word may reach beyond the piece; what comes next is written over that.
    this.#length += length;
  }

  /** Writes bytes as they are; few, so a loop is faster than `set`. */
  raw(bytes: Uint8Array): void {
    const target = this.#room(bytes.length);
    let to = this.#length;
    for (let at = 0; at < bytes.length; at += 1, to += 1) target[to] = bytes[at] as number;
    this.#length = to;
  }

  /** Writes a text of ASCII characters as it is. */
  ascii(text: string): void {
    const target = this.#room(text.length);
    for (let at = 0; at < text.length; at += 1) target[this.#length + at] = text.charCodeAt(at);
    this.#length += text.length;
  }

  /** Writes a whole number of units of 10^-decimals as a decimal number. */
  amount(units: number, decimals: number): void {
    const target = this.#room(MAX_AMOUNT_IN_BYTES);
    let length = decimals + 1;
    for (let power = 10 ** length; power <= units; power *= 10) length += 1;
    if (decimals > 0) length += 1;
    let rest = units;
    for (let at = length - 1; at >= 0; at -= 1) {
      if (decimals > 0 && at === length - 1 - decimals) {
        target[this.#length + at] = POINT;
        continue;
      }
      const shorter = Math.floor(rest / 10);
      target[this.#length + at] = ZERO + rest - shorter * 10;
      rest = shorter;
    }
    this.#length += length;
  }

  byte(byte: number): void {
    this.#room(1)[this.#length] = byte;
    this.#length += 1;
  }

  /** Writes the inside of a JSON string. The text is printable, so only quote and backslash need an escape, as in JSON.stringify. */
  text(bytes: Uint8Array, start: number, end: number): void {
    const target = this.#room(2 * (end - start));
    let to = this.#length;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE || byte === BACKSLASH) {
        target[to] = BACKSLASH;
        to += 1;
      }
      target[to] = byte;
      to += 1;
    }
    this.#length = to;
  }

  /** The buffer with room for so many more bytes. */
  #room(more: number): Buffer {
    if (this.#length + more > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.#length + more));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return this.#bytes;
  }
}
