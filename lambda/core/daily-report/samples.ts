// Numbers of a whole day, kept exactly in 8 bytes each, and their percentiles.
import type { Percentiles } from './report-types.ts';

const FIRST_CAPACITY = 1024;

export class Samples {
  #values = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(2 * this.#values.length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#count++] = value;
  }

  percentiles(): Percentiles {
    // A typed array sorts by value, without a function and without boxing.
    const sorted = this.#values.slice(0, this.#count).sort();
    const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
    return { count: this.#count, p50: rank(50), p90: rank(90), p95: rank(95), p99: rank(99), max: rank(100) };
  }
}
