// The WebAssembly that the functions carry is what the kernels compile to, and stays small.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  compileKernels,
  KERNEL_MODULE,
  kernelSource,
} from '../../../../../scripts/lib/build/compile-kernels.ts';
import { ROOT } from '../../../../../scripts/lib/root.ts';

/** It is part of every bundle that reads files, a third larger in base64. */
const MAX_MODULE_IN_BYTES = 16 * 1024;

describe('the module of kernels', () => {
  let wasm: Uint8Array;
  beforeAll(async () => {
    wasm = await compileKernels(ROOT);
  }, 60_000);

  it('is committed as the kernels compile; run `npm run kernels` when it is not', async () => {
    expect(kernelSource(wasm)).toBe(await readFile(join(ROOT, KERNEL_MODULE), 'utf8'));
  });

  it(`has at most ${MAX_MODULE_IN_BYTES} bytes`, () => {
    expect(wasm.length).toBeLessThanOrEqual(MAX_MODULE_IN_BYTES);
  });
});
