// What the readers of JSON and NDJSON share: one instance of the kernel that takes the content block by block.
import { borrowKernel, giveBackKernel, KERNEL_BLOCK_IN_BYTES } from './kernels/kernel.ts';
import type { KernelExports } from './kernels/kernel.ts';
import type { ReaderContext } from './reader.ts';

/** What the kernel says is wrong; kernels/json.ts has the same numbers. */
export const JSON_FAULT = { broken: 1, incomplete: 2, tooDeep: 3, tooLarge: 4 } as const;

export class JsonKernel {
  readonly #kernel = borrowKernel();

  constructor({ limits }: ReaderContext, isLines: boolean) {
    this.exports.json_begin(isLines ? 1 : 0, limits.maxDepth, limits.maxRecordSizeInBytes);
  }

  get exports(): KernelExports {
    return this.#kernel.exports;
  }

  /** Returns 0, or the fault, after which nothing more may come. */
  scan(bytes: Buffer): number {
    for (let at = 0; at < bytes.length; at += KERNEL_BLOCK_IN_BYTES) {
      const block = bytes.subarray(at, at + KERNEL_BLOCK_IN_BYTES);
      this.#kernel.load(block);
      const fault = this.exports.json_scan(block.length);
      if (fault !== 0) return fault;
    }
    return 0;
  }

  close(): void {
    giveBackKernel(this.#kernel);
  }
}
