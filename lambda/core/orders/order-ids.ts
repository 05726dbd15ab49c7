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
  /** One for each length of an id: to copy it there takes less time than to make a view of it. */
  readonly #buffers: Buffer[] = [];

  /** The order in work has no id that could be compared. */
  clear(): void {
    this.#isKnown = false;
  }

  /** The id of the order in work. */
  read({ bytes, spans }: OrderValues): void {
    const start = spans[ORDER_ID * SPAN] as number;
    const length = (spans[ORDER_ID * SPAN + 1] as number) - start;
    const id = (this.#buffers[length] ??= Buffer.alloc(length));
    for (let at = 0; at < length; at += 1) id[at] = bytes[start + at] as number;
    digestWords(id, this.#words);
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
