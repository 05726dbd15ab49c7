// The sums of the good orders, currency by currency.
import { codeOf, decimalsOf } from './currencies.ts';
import { ExactSum } from './exact-sum.ts';

export class Totals {
  readonly #sums = new Map<number, ExactSum>();

  add(currency: number, total: ExactSum): void {
    const sum = this.#sums.get(currency);
    if (sum) return sum.addAll(total);
    const first = new ExactSum();
    first.addAll(total);
    this.#sums.set(currency, first);
  }

  /** Currency to sum, with the decimals of the currency; keys sorted. */
  toRecord(): Record<string, string> {
    const entries = [...this.#sums].map(([currency, sum]): [string, string] => [
      codeOf(currency),
      sum.toText(decimalsOf(currency)),
    ]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
