// Compiles kernels/ (AssemblyScript) to WebAssembly and writes it into the source of the functions.
// usage: npm run kernels
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels, hashOfKernels, kernelSource, KERNEL_MODULE } from './lib/build/compile-kernels.ts';
import { createPlainCommand } from './lib/cli.ts';
import { ROOT } from './lib/root.ts';

createPlainCommand('kernels', 'Compiles kernels/ into the source of the functions.').parse();
const wasm = await compileKernels(ROOT);
await writeFile(join(ROOT, KERNEL_MODULE), kernelSource(wasm, await hashOfKernels(ROOT)));
process.stdout.write(`${KERNEL_MODULE}: ${wasm.length} bytes of WebAssembly\n`);
