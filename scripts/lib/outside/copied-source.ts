// A copy of what is deployed, in a temporary folder, so that a test can change code or parameters without touching the repository.
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY, type Source } from '../plan.ts';
import type { ParameterFile } from '../parameters.ts';

export interface CopiedSource extends Source {
  /** Changes one file of the copy; the path is relative to the root. */
  edit(path: string, change: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
}

const COPIED = ['lambda', 'templates', 'pipeline', 'package.json', 'package-lock.json', 'LICENSE'];

/**
 * Copies sources and templates; packages are shared by a link. `parameters` are those of the named environment. `functions` (names of
 * stacks) leaves out the stacks of all other functions: to build them takes longer than most tests.
 */
export async function copySource(
  environmentName: string,
  parameters: ParameterFile,
  functions?: readonly string[],
): Promise<CopiedSource> {
  const root = await mkdtemp(join(tmpdir(), 'file-processing-source-'));
  for (const name of COPIED) await cp(join(REPOSITORY.root, name), join(root, name), { recursive: true });
  await symlink(join(REPOSITORY.root, 'node_modules'), join(root, 'node_modules'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write(`pipeline/parameters/${environmentName}.json`, JSON.stringify(parameters));
  return {
    root,
    stacks: REPOSITORY.stacks.filter(
      ({ short, functionName }) => !functionName || (functions?.includes(short) ?? true),
    ),
    ...(REPOSITORY.delivery && { delivery: REPOSITORY.delivery }),
    edit: async (path, change) => write(path, change(await readFile(join(root, path), 'utf8'))),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Entry point of a function that kills its own process whenever it should read a file whose key holds the word. */
export function crashingHandler(word: string): string {
  return `
import { readConfig } from '../config.ts';
import { createFileBatchHandler } from '../file-batch-handler.ts';
import { createFileSystemParts } from '../wiring.ts';

const parts = createFileSystemParts(readConfig());
const { measure } = parts.ports;
parts.ports.measure = async (input) => {
  if (input.fileName.includes(${JSON.stringify(word)})) process.kill(process.pid, 'SIGKILL');
  return measure(input);
};
export const handler = createFileBatchHandler(parts);
`;
}
