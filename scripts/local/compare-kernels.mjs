// Whether the committed module is what the kernels compile to; installs their compiler first where it is missing, while other gates are at work.
/* global AbortController */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels, hashOfKernels, kernelSource, KERNEL_MODULE } from '../lib/build/compile-kernels.ts';
import { prepare } from '../setup.mjs';
import { ROOT } from '../setup-process.mjs';

const interruption = new AbortController();
const { signal } = interruption;
process.on('SIGTERM', (name) => interruption.abort(name));
try {
  await prepare({ needs: { packages: 'full', kernelCompiler: true }, signal });
  const compiled = kernelSource(await compileKernels(ROOT), await hashOfKernels(ROOT));
  if (compiled !== (await readFile(join(ROOT, KERNEL_MODULE), 'utf8'))) {
    throw new Error(`${KERNEL_MODULE} is not what kernels/ compiles to; run \`npm run kernels\`.`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
