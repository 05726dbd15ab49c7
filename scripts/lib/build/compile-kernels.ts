// Compiles the AssemblyScript of kernels/ to one WebAssembly module; the same source gives the same bytes.
import asc from 'assemblyscript/asc';
import { deflateSync } from 'fflate';
import { UserError } from '../user-error.ts';

/** Source file that carries the module; it is committed, and a test compares it with what the kernels compile to. */
export const KERNEL_MODULE = 'lambda/core/formats/kernels/module.ts';

/** No runtime: the kernels allocate nothing. */
const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--initialMemory',
  '8',
  '--memoryBase',
  '1024',
];

/** Throws UserError with the compiler's words when the kernels do not compile. */
export async function compileKernels(root: string): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['kernels/index.ts', '--outFile', 'kernels.wasm', '--baseDir', root, ...OPTIONS],
    {
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') wasm = contents;
      },
    },
  );
  if (error || !wasm) {
    throw new UserError(
      `The kernels do not compile; mend this and repeat the command:\n${stderr.toString()}`,
    );
  }
  return wasm;
}

/** The module as a source file; packed by a program whose output does not depend on the processor, as zlib's does. */
export function kernelSource(wasm: Uint8Array): string {
  const base64 = Buffer.from(deflateSync(wasm, { level: 9 })).toString('base64');
  return (
    '// Made by `npm run kernels` from kernels/; do not edit.\n' +
    `/** WebAssembly, deflated, in base64. */\nexport const PACKED_KERNELS =\n  '${base64}';\n`
  );
}
