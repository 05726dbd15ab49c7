// Compiles the AssemblyScript of kernels/ to one WebAssembly module; the same source gives the same bytes.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'fflate';
import { UserError } from '../user-error.ts';

/** Source file that carries the module; it is committed. */
export const KERNEL_MODULE = 'lambda/core/formats/kernels/module.ts';
const COMPILER = 'kernels/node_modules/assemblyscript/bin/asc.js';

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
  const folder = await mkdtemp(join(tmpdir(), 'file-processing-kernels-'));
  const outFile = join(folder, 'kernels.wasm');
  const args = [COMPILER, 'kernels/index.ts', '--outFile', outFile, ...OPTIONS];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root });
    return await readFile(outFile);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new UserError(
      `The kernels do not compile; mend this and repeat the command:\n${stderr || String(error)}`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** SHA-256 of what the module is made of: the kernels, the lock of their compiler, and its options. */
export async function hashOfKernels(root: string): Promise<string> {
  const folder = join(root, 'kernels');
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.ts') || name === 'package-lock.json',
  );
  const hash = createHash('sha256').update(OPTIONS.join(' '));
  for (const name of names.sort()) hash.update(`\n${name}\n`).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

/** The module as a source file; packed by a program whose output does not depend on the processor, as zlib's does. */
export function kernelSource(wasm: Uint8Array, hash: string): string {
  const base64 = Buffer.from(deflateSync(wasm, { level: 9 })).toString('base64');
  return (
    `// Made by \`npm run kernels\` from kernels/; do not edit.\n// SHA-256 of what it is made of: ${hash}\n` +
    `/** WebAssembly, deflated, in base64. */\nexport const PACKED_KERNELS =\n  '${base64}';\n`
  );
}
