// What is left out of a bundle, and that nothing else is.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleFunction, type BundleSource } from '../../../../../scripts/lib/build/bundle.ts';
import { foldKeys } from '../../../../../scripts/lib/build/slim-sdk.ts';

// Compilers and other processes are started here, on a machine that may be busy.
jest.setTimeout(120_000);

/** As the SDK writes the shapes of a client. */
const SCHEMAS = `
const _h = "http";
const _p = "__proto__";
export var GetObject$ = [9, "s3", { [_h]: ["GET", "/wanted", 200] }, () => Wanted$];
export var Wanted$ = [3, { [_h]: "shape of what is called" }];
export var PutBucketAcl$ = [9, "s3", { [_h]: ["PUT", "/unwanted", 200] }, () => Unwanted$];
export var Unwanted$ = [3, { [_h]: "shape of what is not called" }];
`;

const PACKAGES: Record<string, string> = {
  'node_modules/@aws-sdk/client-s3/package.json': JSON.stringify({
    name: '@aws-sdk/client-s3',
    version: '3.4.5',
    module: 'dist-es/index.js',
    sideEffects: false,
    description: 'text that nobody reads',
  }),
  'node_modules/@aws-sdk/client-s3/dist-es/index.js':
    "import about from '../package.json'; export { GetObject$ } from './schemas/schemas_0.js'; export const version = about.version;",
  'node_modules/@aws-sdk/client-s3/dist-es/schemas/schemas_0.js': SCHEMAS,
  'node_modules/@aws-sdk/credential-provider-ini/package.json':
    '{"name":"@aws-sdk/credential-provider-ini","version":"1.0.0","module":"index.mjs"}',
  'node_modules/@aws-sdk/credential-provider-ini/index.mjs':
    "export const fromIni = () => async () => 'from a file of a person';",
  'node_modules/debug/package.json': '{"name":"debug","version":"4.0.0","main":"index.js"}',
  'node_modules/debug/index.js': "module.exports = () => () => console.log('debugging');",
  'node_modules/mnemonist/package.json': '{"name":"mnemonist","version":"0.38.3"}',
  'node_modules/mnemonist/lru-cache.js': "throw new Error('the real one');",
};

const HANDLER = `
import { GetObject$, version } from '@aws-sdk/client-s3';
import createDebug from 'debug';
import LRUCache from 'mnemonist/lru-cache';
export const handler = async () => {
  createDebug('x')('y');
  const cache = new LRUCache(1000);
  cache.set('a', 1);
  const { fromIni } = await import('@aws-sdk/credential-provider-ini');
  const credentials = await fromIni({})({}).catch(({ tryNextLink }) => ({ tryNextLink }));
  return { version, shape: GetObject$[3]()[1].http, cached: [cache.has('a'), cache.peek('a')], credentials };
};
`;

let root: string;
const source = (more: Partial<BundleSource> = {}): BundleSource => ({
  root,
  name: 'sample',
  entry: 'sample.ts',
  ...more,
});

async function run(more: Partial<BundleSource> = {}): Promise<Record<string, unknown>> {
  const { files } = await bundleFunction(source(more));
  const folder = await mkdtemp(join(root, 'unpacked-'));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const script = `const { handler } = await import(${JSON.stringify(join(folder, 'sample.mjs'))}); console.log(JSON.stringify(await handler()));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  ) as Record<string, unknown>;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'slim-sdk-'));
  for (const [path, text] of Object.entries({ ...PACKAGES, 'sample.ts': HANDLER })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a bundle', () => {
  test('holds the shapes of what is called, and works', async () => {
    const { files } = await bundleFunction(source());
    const code = [...files].map(([, bytes]) => Buffer.from(bytes).toString()).join('\n');
    expect(code).toContain('shape of what is called');
    expect(code).not.toContain('shape of what is not called');
    expect(code).not.toContain('text that nobody reads');
    expect(await run()).toMatchObject({
      version: '3.4.5',
      shape: 'shape of what is called',
      cached: [true, 1],
    });
  });

  test('of a function passes over the credentials of people; a program has them', async () => {
    expect(await run()).toMatchObject({ credentials: { tryNextLink: true } });
    expect(await run({ runtime: 'node20' })).toMatchObject({ credentials: 'from a file of a person' });
  });
});

describe('foldKeys', () => {
  test('puts constant texts into the place of computed keys, and leaves everything else alone', () => {
    const text = 'const _a = "x-y";\nconst _b = other();\n';
    expect(foldKeys(`${text}export var A = [{ [_a]: 1, [_b]: 2, [_c]: 3 }, [_a], _a];`)).toBe(
      `${text}export var A = [{ "x-y": 1, [_b]: 2, [_c]: 3 }, [_a], _a];`,
    );
  });

  test('does not make a prototype of a key', () => {
    const text = 'const _p = "__proto__";\nexport var A = { [_p]: null };';
    expect(foldKeys(text)).toBe(text);
  });
});
