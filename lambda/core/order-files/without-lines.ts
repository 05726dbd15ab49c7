// Normalized lines once more, without some of them, and what the rest comes to.

const LF = 0x0a;

interface NormalizedOrder {
  currency: string;
  /** A decimal with the decimals of the currency, so that all sums of one currency have as many. */
  total: string;
}

/** Takes lines in any blocks; `gone` are positions of lines, in ascending order. */
export class LineSieve {
  readonly #gone: ReadonlySet<number>;
  readonly #totals = new Map<string, { units: bigint; decimals: number }>();
  #line = 0;
  /** The beginning of a line whose end has not come yet. */
  #open: Buffer = Buffer.alloc(0);

  constructor(gone: readonly number[]) {
    this.#gone = new Set(gone);
  }

  /** The lines of this block that are kept, and whose end is there. */
  sift(block: Buffer): Buffer {
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, block]) : block;
    const kept: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      const line = bytes.subarray(start, end + 1);
      if (!this.#gone.has(this.#line++)) {
        kept.push(line);
        this.#count(line);
      }
      start = end + 1;
    }
    this.#open = Buffer.from(bytes.subarray(start));
    return Buffer.concat(kept);
  }

  /** Currency to sum of the lines that were kept; keys sorted. */
  get totals(): Record<string, string> {
    const sums = [...this.#totals].map(([currency, { units, decimals }]): [string, string] => {
      const digits = String(units).padStart(decimals + 1, '0');
      const point = digits.length - decimals;
      return [currency, decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`];
    });
    return Object.fromEntries(sums.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #count(line: Buffer): void {
    const { currency, total } = JSON.parse(line.toString()) as NormalizedOrder;
    const [whole = '', fraction = ''] = total.split('.');
    const sum = this.#totals.get(currency);
    const units = (sum?.units ?? 0n) + BigInt(whole + fraction);
    this.#totals.set(currency, { units, decimals: fraction.length });
  }
}
