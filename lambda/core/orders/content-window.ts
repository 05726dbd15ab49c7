// The part of the content that is being read: always in one piece, so that no reader sees where blocks are cut.

/** Most files are small. */
const FIRST_ROOM_IN_BYTES = 16 * 1024;
/** What a window that is too small is made larger by. */
const GROWTH = 1.5;
/** Larger blocks are taken in pieces of this size. */
export const PIECE_IN_BYTES = 256 * 1024;

export class ContentWindow {
  /** From `start` to `end`; the byte behind that is always NUL, which no text holds, so loops need no other end. */
  bytes = Buffer.alloc(FIRST_ROOM_IN_BYTES);
  start = 0;
  end = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** Adds a copy of what comes next. Indexes of before do not hold any more. */
  append(piece: Uint8Array): void {
    const length = this.length + piece.length;
    const target = length < this.bytes.length ? this.bytes : Buffer.alloc(Math.ceil(GROWTH * length));
    this.bytes.copy(target, 0, this.start, this.end);
    target.set(piece, this.length);
    target[length] = 0;
    this.bytes = target;
    this.start = 0;
    this.end = length;
  }

  /** Line feeds between two indexes. */
  countLineFeeds(from: number, to: number): number {
    let count = 0;
    for (let at = this.bytes.indexOf(0x0a, from); at >= 0 && at < to; at = this.bytes.indexOf(0x0a, at + 1)) {
      count += 1;
    }
    return count;
  }
}
