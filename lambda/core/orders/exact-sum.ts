// Sums of amounts, exact: in whole units of the currency's smallest part while a number can hold them, in decimals beyond that.
import Big from 'big.js';
import type { Decimal } from './decimal.ts';

export class ExactSum {
  #units = 0;
  #beyond: Big | undefined;

  clear(): void {
    this.#units = 0;
    this.#beyond = undefined;
  }

  /** Adds an amount, in a currency of so many decimals, so many times. */
  add(amount: Decimal, decimals: number, times: number): void {
    // NaN when the amount has too many digits for a number.
    const sum = this.#units + amount.units(decimals) * times;
    // A sum up to this limit is exact: all its terms are whole numbers, so no step towards it has been rounded.
    if (sum <= Number.MAX_SAFE_INTEGER) this.#units = sum;
    else this.#beyond = (this.#beyond ?? new Big(0)).plus(new Big(amount.unitsAsText(decimals)).times(times));
  }

  equals(other: ExactSum): boolean {
    if (!this.#beyond && !other.#beyond) return this.#units === other.#units;
    return this.#total().eq(other.#total());
  }

  addAll(other: ExactSum): void {
    const sum = this.#units + other.#units;
    if (!other.#beyond && sum <= Number.MAX_SAFE_INTEGER) this.#units = sum;
    else this.#beyond = (this.#beyond ?? new Big(0)).plus(other.#total());
  }

  /** The sum in whole units when a number holds it exactly; otherwise NaN. */
  get units(): number {
    return this.#beyond ? NaN : this.#units;
  }

  /** The sum with so many decimals, for instance `1234.50`. */
  toText(decimals: number): string {
    const digits = this.#total()
      .toFixed(0)
      .padStart(decimals + 1, '0');
    const point = digits.length - decimals;
    return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  #total(): Big {
    const units = new Big(this.#units);
    return this.#beyond ? units.plus(this.#beyond) : units;
  }
}
