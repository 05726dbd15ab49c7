// Gathers small chunks into large blocks, in three buffers that take turns: one is filled, one is worked on, and the one before stays as it is meanwhile.

/** One block of the readers' work: large enough to make their calls cheap, small beside the memory of the function. */
export const BLOCK_IN_BYTES = 256 * 1024;
const BUFFERS = 3;
const NOTHING = Buffer.alloc(0);

export class GatheredBlocks {
  readonly #blockSize: number;
  readonly #buffers: Buffer[] = [];
  #turn = 0;
  #filled = 0;
  /** Of a chunk that was longer than the room in the buffer. */
  #rest: Buffer = NOTHING;

  /** `expected` bytes will come; a small object needs no large buffers. */
  constructor(expectedSizeInBytes: number) {
    this.#blockSize = Math.max(1, Math.min(BLOCK_IN_BYTES, expectedSizeInBytes));
  }

  /** Whether a block is there to be taken; what is added then is only kept. */
  get isFull(): boolean {
    return this.#filled === this.#blockSize;
  }

  add(chunk: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#fill();
  }

  /** The next block, if it is complete; the last one may be shorter. It is written over after the next but one has been taken. */
  take(isEnd: boolean): Buffer | undefined {
    if (!this.isFull && !(isEnd && this.#filled > 0)) return undefined;
    const block = this.#buffer.subarray(0, this.#filled);
    this.#turn = (this.#turn + 1) % BUFFERS;
    this.#filled = 0;
    this.#fill();
    return block;
  }

  #fill(): void {
    const taken = Math.min(this.#rest.length, this.#blockSize - this.#filled);
    if (taken === 0) return;
    const isAll = taken === this.#rest.length;
    this.#buffer.set(isAll ? this.#rest : this.#rest.subarray(0, taken), this.#filled);
    this.#filled += taken;
    this.#rest = isAll ? NOTHING : this.#rest.subarray(taken);
  }

  get #buffer(): Buffer {
    return (this.#buffers[this.#turn] ??= Buffer.allocUnsafeSlow(this.#blockSize));
  }
}
