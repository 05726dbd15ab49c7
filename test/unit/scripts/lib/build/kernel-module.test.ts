// The WebAssembly that the functions carry is of the kernels as they are, and stays small; `npm test` also compiles them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { PACKED_KERNELS } from '../../../../../lambda/core/formats/kernels/module.ts';
import {
  hashOfKernels,
  kernelSource,
  KERNEL_MODULE,
} from '../../../../../scripts/lib/build/compile-kernels.ts';
import { ROOT } from '../../../../../scripts/lib/root.ts';

/** It is part of every bundle that reads files, a third larger in base64. */
const MAX_MODULE_IN_BYTES = 16 * 1024;

describe('the module of kernels', () => {
  const wasm = inflateRawSync(Buffer.from(PACKED_KERNELS, 'base64'));

  it('is made of the kernels as they are; run `npm run kernels` when it is not', async () => {
    const committed = await readFile(join(ROOT, KERNEL_MODULE), 'utf8');
    expect(committed).toBe(kernelSource(wasm, await hashOfKernels(ROOT)));
  });

  it(`has at most ${MAX_MODULE_IN_BYTES} bytes`, () => {
    expect(wasm.length).toBeLessThanOrEqual(MAX_MODULE_IN_BYTES);
  });
});
