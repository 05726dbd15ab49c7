// The first few by a number; of equals, whoever came first.

export class Ranking<T> {
  readonly #places: number;
  readonly #first: { value: number; item: T }[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** `make` is called only when the value has a place. */
  add(value: number, make: () => T): void {
    const last = this.#first.at(-1);
    if (this.#first.length === this.#places && last && value <= last.value) return;
    const place = this.#first.findIndex((other) => other.value < value);
    this.#first.splice(place === -1 ? this.#first.length : place, 0, { value, item: make() });
    if (this.#first.length > this.#places) this.#first.pop();
  }

  items(): T[] {
    return this.#first.map(({ item }) => item);
  }
}
