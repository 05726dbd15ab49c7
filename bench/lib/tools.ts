// The programs that measure and are measured: our own compiled as the functions are, and those of the machine where it has them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunction } from '../../scripts/lib/build/bundle.ts';
import { ROOT } from '../../scripts/lib/root.ts';
import { firstLineOf } from './child.ts';

const PROGRAMS = ['read-child', 'get-child', 'object-server'] as const;
export const PYTHON_READER = join(ROOT, 'bench', 'usual.py');

export interface Tools {
  /** Paths of our own programs. */
  paths: Readonly<Record<(typeof PROGRAMS)[number], string>>;
  /** Versions; absent where the machine has none. */
  python?: string;
  wc?: string;
}

/** Compiled with the options of the functions: type-stripping at the start would count as memory of ours. */
async function compile(name: string, folder: string): Promise<string> {
  const { files } = await bundleFunction({ root: ROOT, name, entry: `bench/${name}.ts` });
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  for (const [file, bytes] of files) await writeFile(join(target, file), bytes);
  return join(target, `${name}.mjs`);
}

/** Compiles our programs into the folder and looks for the others. */
export async function makeTools(folder: string, signal: AbortSignal): Promise<Tools> {
  const [reader, getter, server] = await Promise.all(PROGRAMS.map((name) => compile(name, folder)));
  const python = await firstLineOf('python3', ['-c', 'import sys; print(sys.version.split()[0])'], signal);
  // wc is timed by the shell: nothing else tells its processor time.
  const hasShell = await firstLineOf('bash', ['--version'], signal);
  const wc = hasShell && (await firstLineOf('wc', ['--version'], signal));
  return {
    paths: { 'read-child': String(reader), 'get-child': String(getter), 'object-server': String(server) },
    ...(python && { python }),
    ...(wc && { wc }),
  };
}
