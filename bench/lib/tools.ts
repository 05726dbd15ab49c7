// The programs that measure and are measured: our own compiled as the functions are, and those of the machine where it has them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunction } from '../../scripts/lib/build/bundle.ts';
import { ROOT } from '../../scripts/lib/root.ts';
import { firstLineOf } from './child.ts';

type Program = 'read-child' | 'get-child' | 'object-server';
export const PYTHON_READER = join(ROOT, 'bench', 'usual.py');

export interface Tools {
  /** Path of one of our own programs, compiled when it is first asked for. */
  pathOf(program: Program): Promise<string>;
  /** Versions; absent where the machine has none. */
  python?: string;
  wc?: string;
}

/** Compiled with the options of the functions: type-stripping at the start would count as memory of ours. */
async function compile(name: Program, folder: string): Promise<string> {
  const { files } = await bundleFunction({ root: ROOT, name, entry: `bench/${name}.ts` });
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  for (const [file, bytes] of files) await writeFile(join(target, file), bytes);
  return join(target, `${name}.mjs`);
}

/** Our programs are compiled into the folder; the others are looked for on this machine. */
export async function findTools(folder: string, signal: AbortSignal): Promise<Tools> {
  const python = await firstLineOf('python3', ['-c', 'import sys; print(sys.version.split()[0])'], signal);
  // wc is timed by the shell: nothing else tells its processor time.
  const hasShell = await firstLineOf('bash', ['--version'], signal);
  const wc = hasShell && (await firstLineOf('wc', ['--version'], signal));
  const paths = new Map<Program, Promise<string>>();
  return {
    pathOf: (program) => {
      const path = paths.get(program) ?? compile(program, folder);
      paths.set(program, path);
      return path;
    },
    ...(python && { python }),
    ...(wc && { wc }),
  };
}
