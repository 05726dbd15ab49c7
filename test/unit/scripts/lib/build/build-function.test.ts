// The zip of a function: same bytes everywhere, loadable by plain Node, lazy parts apart, licences with it.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import {
  buildFunction,
  writeZip,
  type BuiltFunction,
} from '../../../../../scripts/lib/build/build-function.ts';

// Compilers and other processes are started here, on a machine that may be busy.
jest.setTimeout(120_000);

const HANDLER = `
import { greet } from 'greeter';
import { isColourful } from 'terminal';
import { TryAgain } from '../errors.ts';

export const handler = async (event: { lazy?: boolean }, _context: unknown) => {
  if (event.lazy) return (await import('heavy')).heavy();
  return [greet(), isColourful(), new TryAgain('x').name].join(' ');
};
`;

/** A little repository: ES modules, CommonJS that requires a module of Node, a lazily loaded package, legal comments. */
const REPOSITORY: Record<string, string> = {
  'lambda/errors.ts':
    'export class TryAgain extends Error { constructor(m: string) { super(m); this.name = new.target.name; } }',
  'lambda/handlers/sample.ts': HANDLER,
  'lambda/handlers/broken.ts': "import { absent } from './absent.ts';\nexport const handler = absent;\n",
  'node_modules/greeter/package.json':
    '{"name":"greeter","version":"1.2.3","license":"MIT","module":"index.mjs","main":"index.cjs"}',
  'node_modules/greeter/index.mjs': "/*! greeter, a legal comment */\nexport const greet = () => 'module';",
  'node_modules/greeter/index.cjs': "exports.greet = () => 'main';",
  'node_modules/greeter/LICENSE': 'The licence text of greeter\r\n',
  'node_modules/terminal/package.json': '{"name":"terminal","version":"2.0.0","license":"ISC"}',
  'node_modules/terminal/index.js':
    "const tty = require('tty');\nexports.isColourful = () => typeof tty.isatty;",
  'node_modules/heavy/package.json': '{"name":"heavy","version":"3.0.0","type":"module","main":"index.js"}',
  'node_modules/heavy/index.js': `export const heavy = () => 'heavy'; export const filler = '${'z'.repeat(9000)}';`,
};

let folder: string;

async function makeRepository(name: string, files = REPOSITORY): Promise<string> {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

async function unpack(built: BuiltFunction): Promise<string> {
  const target = await mkdtemp(join(folder, 'unpacked-'));
  for (const [name, bytes] of Object.entries(unzipSync(built.zip)))
    await writeFile(join(target, name), bytes);
  return target;
}

/** Loads the unpacked entry in a Node of its own, as Lambda does. */
function evaluate(unpacked: string, expression: string): unknown {
  const entry = join(unpacked, 'sample.mjs');
  const script = `const { handler } = await import(${JSON.stringify(entry)}); console.log(JSON.stringify(await (${expression})));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return JSON.parse(output);
}

const textOf = (built: BuiltFunction, name: string) =>
  Buffer.from(unzipSync(built.zip)[name] ?? '').toString();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-function-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('buildFunction', () => {
  test('gives the same bytes in two folders', async () => {
    const one = await buildFunction(await makeRepository('here'), 'sample');
    const other = await buildFunction(await makeRepository('some/where/else'), 'sample');
    expect(other.sha256Hex).toBe(one.sha256Hex);
    expect(Buffer.compare(other.zip, one.zip)).toBe(0);
  });

  test('gives other bytes when one byte of the code changes', async () => {
    const one = await buildFunction(await makeRepository('before'), 'sample');
    const changed = { ...REPOSITORY, 'lambda/handlers/sample.ts': HANDLER.replace("join(' ')", "join('_')") };
    const other = await buildFunction(await makeRepository('after', changed), 'sample');
    expect(other.sha256Hex).not.toBe(one.sha256Hex);
  });

  test('names the digest once in hexadecimal and once in base64', async () => {
    const built = await buildFunction(await makeRepository('digest'), 'sample');
    expect(Buffer.from(built.sha256Base64, 'base64').toString('hex')).toBe(built.sha256Hex);
    expect(built.sha256Hex).toMatch(/^[0-9a-f]{64}$/);
  });

  test('loads in plain Node, with CommonJS packages and with its error names', async () => {
    const unpacked = await unpack(await buildFunction(await makeRepository('plain'), 'sample'));
    expect(evaluate(unpacked, 'handler({})')).toBe('module function TryAgain');
    expect(evaluate(unpacked, 'handler({ lazy: true })')).toBe('heavy');
  });

  test('keeps the handler at two parameters: Node 24 on Lambda refuses three', async () => {
    const unpacked = await unpack(await buildFunction(await makeRepository('arity'), 'sample'));
    expect(evaluate(unpacked, 'handler.length')).toBeLessThanOrEqual(2);
  });

  test('puts what is imported lazily into a file of its own', async () => {
    const built = await buildFunction(await makeRepository('lazy'), 'sample');
    expect(textOf(built, 'sample.mjs')).not.toContain('zzzz');
    expect(built.totalInBytes - built.coldStartInBytes).toBeGreaterThan(9000);
  });

  test('names no folder of this machine', async () => {
    const built = await buildFunction(await makeRepository('paths'), 'sample');
    for (const [name, bytes] of Object.entries(unzipSync(built.zip))) {
      expect(`${name} ${Buffer.from(bytes).toString()}`).not.toContain(folder);
    }
  });

  test('carries the licence texts of the packages in it, and the legal comments', async () => {
    const text = textOf(
      await buildFunction(await makeRepository('licences'), 'sample'),
      'THIRD-PARTY-LICENCES.txt',
    );
    expect(text).toContain('greeter@1.2.3 (MIT)\n\nThe licence text of greeter\n');
    expect(text).toContain('terminal@2.0.0 (ISC)');
    expect(text).toContain('heavy@3.0.0 (licence not stated)');
    expect(text).toContain('greeter, a legal comment');
  });

  test('writes the zip where the upload looks for it', async () => {
    const root = await makeRepository('written');
    await writeZip(root, await buildFunction(root, 'sample'));
    expect(await readdir(join(root, 'dist'))).toEqual(['sample.zip']);
  });

  test('says where the code does not compile', async () => {
    const root = await makeRepository('broken');
    await expect(buildFunction(root, 'broken')).rejects.toThrow(
      /broken does not compile.*\n.*broken\.ts:1: Could not resolve/,
    );
  });

  test('names the missing file of an unknown function', async () => {
    const root = await makeRepository('unknown');
    await expect(buildFunction(root, 'nonsense')).rejects.toThrow(
      'lambda/handlers/nonsense.ts does not exist',
    );
  });
});
