// Which ids the orders of a file have had so far; those of good orders apart, because only they are taken.
import { digestWords, OrderIdSet } from './order-id-set.ts';
import type { OrderPlace } from './order-id-set.ts';
import { ORDER_ID, SPAN } from './order-values.ts';
import type { OrderValues } from './order-values.ts';

export class OrderIds {
  readonly ofGoodOrders = new OrderIdSet();
  readonly #ofOthers = new OrderIdSet();
  readonly #words = new Uint32Array(4);
  #isKnown = false;

  /** The order in work has no id that could be compared. */
  clear(): void {
    this.#isKnown = false;
  }

  /** The id of the order in work. */
  read(values: OrderValues): void {
    digestWords(
      values.bytes.subarray(values.spans[ORDER_ID * SPAN], values.spans[ORDER_ID * SPAN + 1]),
      this.#words,
    );
    this.#isKnown = true;
  }

  /** Tells whether an order before this one has the same id. */
  isRepeated(): boolean {
    return this.#isKnown && (this.ofGoodOrders.has(this.#words) || this.#ofOthers.has(this.#words));
  }

  /** Takes the id in; `isRepeated` has just been asked and said no. */
  settle(isGood: boolean, place: OrderPlace): void {
    if (this.#isKnown) (isGood ? this.ofGoodOrders : this.#ofOthers).add(this.#words, place);
  }
}
