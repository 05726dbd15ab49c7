// The total of one order beside the sum of its lines, both exact.
import type { Decimal } from './decimal.ts';
import { ExactSum } from './exact-sum.ts';

export class OrderSum {
  readonly total = new ExactSum();
  readonly #lines = new ExactSum();
  #decimals = 0;
  /** False once one of the numbers is missing or broken: then nothing can be said about the sum. */
  #isKnown = false;

  /** The next order begins; `total` is undefined when it is broken, `decimals` negative when the currency is. */
  begin(total: Decimal | undefined, decimals: number): void {
    this.total.clear();
    this.#lines.clear();
    this.#decimals = decimals;
    this.#isKnown = total !== undefined && decimals >= 0;
    if (total && this.#isKnown) this.total.add(total, decimals, 1);
  }

  addLine(unitPrice: Decimal, quantity: number): void {
    if (this.#isKnown) this.#lines.add(unitPrice, this.#decimals, quantity);
  }

  giveUp(): void {
    this.#isKnown = false;
  }

  /** False only when all numbers are known and the total is not the sum. */
  isRight(): boolean {
    return !this.#isKnown || this.#lines.equals(this.total);
  }
}
