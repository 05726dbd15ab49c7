// The normalized lines of one attempt on their way into a staged object: hashed, measured, and given up when nobody wants them.
import { createHash } from 'node:crypto';
import { MAX_NORMALIZED_IN_BYTES } from '../limits.ts';
import type { StagedObject, Staging } from './order-ports.ts';

export class StagedOrders {
  readonly key: string;
  readonly #object: StagedObject;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(key: string, object: StagedObject) {
    this.key = key;
    this.#object = object;
  }

  static open(staging: Staging, key: string): StagedOrders {
    return new StagedOrders(key, staging.open(key));
  }

  /** More than can be copied to where it belongs; the rest was not written. */
  get isTooLarge(): boolean {
    return this.#bytes > MAX_NORMALIZED_IN_BYTES;
  }

  async write(lines: Buffer): Promise<void> {
    this.#bytes += lines.length;
    if (lines.length === 0 || this.isTooLarge) return;
    this.#hash.update(lines);
    await this.#object.write(lines);
  }

  /** Hex SHA-256 of all lines. To be asked once, after the last of them. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  complete(): Promise<void> {
    return this.#object.complete();
  }

  /** Never throws: what is left over expires. */
  async abort(): Promise<void> {
    await this.#object.abort().catch(() => {});
  }
}
