// Finds out which of a few known names stands in a stretch of bytes, without making a string of it.

export class Names {
  /** Names by their length, as bytes, each with its number. */
  readonly #byLength: { bytes: Uint8Array; number: number }[][] = [];

  constructor(numbers: Readonly<Record<string, number>>) {
    for (const [name, number] of Object.entries(numbers)) {
      (this.#byLength[name.length] ??= []).push({ bytes: Buffer.from(name), number });
    }
    for (let length = 0; length < this.#byLength.length; length += 1) this.#byLength[length] ??= [];
  }

  get maxLength(): number {
    return this.#byLength.length - 1;
  }

  /** The number of the name; -1 when it is none of them. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const candidates = this.#byLength[end - start];
    if (candidates === undefined) return -1;
    for (const candidate of candidates) {
      if (isAt(candidate.bytes, bytes, start)) return candidate.number;
    }
    return -1;
  }
}

function isAt(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (name[at] !== bytes[start + at]) return false;
  }
  return true;
}
