// The ids of a file's orders as digests: what tells an id that comes twice, in a few bytes an order.
import { hash } from 'node:crypto';

/** Entries of one chunk; chunks are never copied. */
const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;
const WORDS = 4;
/** A place that is further from the one before than two bytes can tell. */
const FAR = 0xffff;
const MAX_STEP = 0xfe;
/** A slot holds a part of the digest, too, so that most of the wrong entries need not be looked at; the rest is the entry plus one. */
const TAG_BITS = 8;
const ENTRY_BITS = 32 - TAG_BITS;
const ENTRY_MASK = 2 ** ENTRY_BITS - 1;
/** Share of the table's slots that are taken at most. */
const MAX_LOAD = 0.75;

export interface OrderPlace {
  record: number;
  line: number;
}

interface Chunk {
  /** Four words an entry. */
  digests: Uint32Array;
  /** Steps from the entry before: records in the high byte, lines in the low one. */
  steps: Uint16Array;
  /** Place of the entry before the first one of the chunk. */
  before: OrderPlace;
  /** Record and line of each entry that is FAR, one behind the other. */
  far: number[];
}

/** First 16 bytes of the SHA-256 of an id, as four words. */
export function digestWords(id: Uint8Array, words: Uint32Array): void {
  // As a string of one character a byte: a buffer for every id would cost three times as much.
  const digest = hash('sha256', id, 'binary');
  for (let word = 0; word < WORDS; word += 1) {
    const at = word * 4;
    words[word] =
      (digest.charCodeAt(at) << 24) |
      (digest.charCodeAt(at + 1) << 16) |
      (digest.charCodeAt(at + 2) << 8) |
      digest.charCodeAt(at + 3);
  }
}

function slotOf(word: number, entry: number): number {
  return (((word >>> ENTRY_BITS) << ENTRY_BITS) | entry) >>> 0;
}

/**
 * Digests in the order of the file, with the place of each. 18 bytes an order, and a table of 4-byte slots of which between three
 * eighths and three quarters are taken: 23 to 29 bytes an order, 24.7 at 10 million. It holds up to 16 million.
 */
export class OrderIdSet {
  size = 0;
  readonly #chunks: Chunk[] = [];
  /** Tag and entry plus one, or 0; found by the first word of the digest, then the next free slot. */
  #slots = new Uint32Array(1 << 10);
  /** Of the digest that was looked for last. */
  #slot = 0;
  #last: OrderPlace = { record: 0, line: 0 };

  /** The 16 bytes of an entry. */
  digestAt(index: number): Buffer {
    const words = this.#chunk(index).digests;
    const digest = Buffer.allocUnsafe(WORDS * 4);
    for (let word = 0; word < WORDS; word += 1) {
      digest.writeUInt32BE(words[(index % CHUNK) * WORDS + word] as number, word * 4);
    }
    return digest;
  }

  /** Where the order of an entry stands. */
  placeOf(index: number): OrderPlace {
    const { before, steps, far } = this.#chunk(index);
    let { record, line } = before;
    let at = 0;
    for (let entry = 0; entry <= index % CHUNK; entry += 1) {
      const step = steps[entry] as number;
      const isFar = step === FAR;
      record = isFar ? (far[at] as number) : record + (step >> 8);
      line = isFar ? (far[at + 1] as number) : line + (step & 0xff);
      if (isFar) at += 2;
    }
    return { record, line };
  }

  /** Tells whether the digest is in the set; an `add` that follows does not look for it again. */
  has(words: Uint32Array): boolean {
    this.#slot = this.#find(words);
    return this.#slots[this.#slot] !== 0;
  }

  /** Adds the digest that `has` has just not found; places come in the order of the file. */
  add(words: Uint32Array, place: OrderPlace): void {
    const entry = this.size % CHUNK;
    if (entry === 0) this.#chunks.push(this.#newChunk());
    const chunk = this.#chunks[this.size >>> CHUNK_BITS] as Chunk;
    for (let word = 0; word < WORDS; word += 1) {
      chunk.digests[entry * WORDS + word] = words[word] as number;
    }
    this.#putPlace(chunk, entry, place);
    this.size += 1;
    this.#slots[this.#slot] = slotOf(words[1] as number, this.size);
    if (this.size > this.#slots.length * MAX_LOAD) this.#grow();
  }

  #newChunk(): Chunk {
    return {
      digests: new Uint32Array(CHUNK * WORDS),
      steps: new Uint16Array(CHUNK),
      before: { ...this.#last },
      far: [],
    };
  }

  #putPlace(chunk: Chunk, entry: number, { record, line }: OrderPlace): void {
    const records = record - this.#last.record;
    const lines = line - this.#last.line;
    const isNear = records <= MAX_STEP && lines <= MAX_STEP;
    chunk.steps[entry] = isNear ? records * 256 + lines : FAR;
    if (!isNear) chunk.far.push(record, line);
    this.#last.record = record;
    this.#last.line = line;
  }

  #chunk(index: number): Chunk {
    const chunk = index < this.size ? this.#chunks[Math.floor(index / CHUNK)] : undefined;
    if (!chunk) throw new RangeError('There is no such entry in the set of order ids.');
    return chunk;
  }

  /** Slot of the digest, or the free one where it belongs. */
  #find(words: Uint32Array): number {
    const mask = this.#slots.length - 1;
    const tag = (words[1] as number) >>> ENTRY_BITS;
    let slot = (words[0] as number) & mask;
    for (;;) {
      const taken = this.#slots[slot] as number;
      if (taken === 0) return slot;
      if (taken >>> ENTRY_BITS === tag && this.#isEntry((taken & ENTRY_MASK) - 1, words)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isEntry(index: number, words: Uint32Array): boolean {
    const { digests } = this.#chunks[index >>> CHUNK_BITS] as Chunk;
    const at = (index & (CHUNK - 1)) * WORDS;
    for (let word = 0; word < WORDS; word += 1) {
      if (digests[at + word] !== words[word]) return false;
    }
    return true;
  }

  /** Doubles the table. The digests are random, so their first words spread evenly. */
  #grow(): void {
    const mask = this.#slots.length * 2 - 1;
    this.#slots = new Uint32Array(mask + 1);
    for (let index = 0; index < this.size; index += 1) {
      const { digests } = this.#chunks[index >>> CHUNK_BITS] as Chunk;
      const at = (index & (CHUNK - 1)) * WORDS;
      let slot = (digests[at] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = slotOf(digests[at + 1] as number, index + 1);
    }
  }
}
