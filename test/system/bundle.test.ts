// The real function: the same zip from another checkout, small at cold start, loadable as Lambda loads it.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { buildFunction, handlerPath, type BuiltFunction } from '../../scripts/lib/build/build-function.ts';
import { ROOT } from '../../scripts/lib/root.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';

const NAME = 'process-file';
/** A build takes two seconds on a quiet machine; tests of other layers may run beside it. */
const TIMEOUT_IN_MS = 120_000;

let folder: string;
let checkout: string;
let files: Set<string>;
let built: BuiltFunction;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-file-'));
  files = await filesOfFunction(ROOT);
  checkout = join(folder, 'checkout');
  // Both builds are made from copies, so that an edit meanwhile is not taken for a difference.
  await copyFiles(files, ROOT, checkout);
  built = await buildFunction(checkout, NAME);
}, TIMEOUT_IN_MS);
afterAll(() => rm(folder, { recursive: true, force: true }), TIMEOUT_IN_MS);

/** Every file that the compiler reads for this function, and beside each the files that decide how it is read. */
async function filesOfFunction(root: string): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [handlerPath(NAME)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
    outfile: 'out.mjs',
  });
  const files = new Set(['tsconfig.json', 'package.json']);
  for (const input of Object.keys(metafile.inputs)) {
    files.add(input);
    for (let at = dirname(input); at.includes('node_modules/'); at = dirname(at)) {
      const names = await readdir(join(root, at));
      for (const name of names)
        if (/^(package\.json|licen[cs]e.*|copying.*|notice.*)$/i.test(name)) files.add(join(at, name));
    }
  }
  return files;
}

async function copyFiles(files: Iterable<string>, from: string, to: string): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await copyFile(join(from, file), join(to, file));
  }
}

async function unpack(): Promise<string> {
  const target = await mkdtemp(join(folder, 'unpacked-'));
  for (const [name, bytes] of Object.entries(unzipSync(built.zip)))
    await writeFile(join(target, name), bytes);
  return join(target, `${NAME}.mjs`);
}

/** What a fresh Node with nothing but the function's environment finds in the entry. */
async function load(): Promise<unknown> {
  const script =
    `const { handler } = await import(${JSON.stringify(await unpack())});` +
    'console.log(JSON.stringify({ type: typeof handler, parameters: handler.length }));';
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: FUNCTION_ENVIRONMENT,
    encoding: 'utf8',
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

describe('the zip of process-file', () => {
  test(
    'is the same from another checkout',
    async () => {
      const other = join(folder, 'deep/in/another/place');
      await copyFiles(files, checkout, other);
      expect((await buildFunction(other, NAME)).sha256Hex).toBe(built.sha256Hex);
    },
    TIMEOUT_IN_MS,
  );

  test(
    'holds an entry at the root that plain Node loads, with a handler of at most two parameters',
    async () => {
      expect([0, 1, 2].map((parameters) => ({ type: 'function', parameters }))).toContainEqual(await load());
    },
    TIMEOUT_IN_MS,
  );

  test('loads the PDF library only when a PDF comes', () => {
    expect(built.totalInBytes - built.coldStartInBytes).toBeGreaterThan(1_000_000);
    expect(built.coldStartInBytes).toBeLessThan(800_000);
  });

  test('names no folder of this machine', () => {
    for (const [name, bytes] of Object.entries(unzipSync(built.zip))) {
      expect(Buffer.from(bytes).includes(folder) ? name : '').toBe('');
    }
  });
});
