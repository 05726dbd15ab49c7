// Whether the committed module is what the kernels compile to.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels, hashOfKernels, kernelSource, KERNEL_MODULE } from '../lib/build/compile-kernels.ts';
import { ROOT } from '../setup-process.mjs';
import { runInstalled } from './installed-gate.mjs';

await runInstalled({ kernelCompiler: true }, async () => {
  const compiled = kernelSource(await compileKernels(ROOT), await hashOfKernels(ROOT));
  if (compiled === (await readFile(join(ROOT, KERNEL_MODULE), 'utf8'))) return 0;
  throw new Error(`${KERNEL_MODULE} is not what kernels/ compiles to; run \`npm run kernels\`.`);
});
