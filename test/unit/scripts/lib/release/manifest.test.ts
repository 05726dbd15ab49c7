// The manifest of a release: read, checked, held against what is deployed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReleaseManifest } from '../../../../../scripts/lib/assemble/release-files.ts';
import {
  expectedBy,
  readManifest,
  refuseOtherRelease,
  refuseOtherTarget,
} from '../../../../../scripts/lib/release/manifest.ts';
import type { Published } from '../../../../../scripts/lib/release/published.ts';

const target = { projectName: 'shop', environmentName: 'dev' };
const manifest: ReleaseManifest = {
  schemaVersion: 1,
  commit: 'c'.repeat(40),
  ...target,
  functions: {
    greet: { stack: 'hello', codeKey: 'lambda/x.zip', codeSha256: 'code', releaseHash: 'hash' },
  },
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifest-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string) {
  const path = join(folder, 'release.json');
  await writeFile(path, text);
  return readManifest(path);
}

describe('readManifest', () => {
  test('gives what is expected of every function', async () => {
    expect(expectedBy(await read(JSON.stringify(manifest)))).toEqual([
      { name: 'greet', stack: 'hello', codeSha256: 'code', releaseHash: 'hash' },
    ]);
  });

  test('says that a file is missing or no JSON', async () => {
    await expect(readManifest(join(folder, 'none.json'))).rejects.toThrow(
      'cannot be read; give the release.json',
    );
    await expect(read('{')).rejects.toThrow('is not valid JSON');
  });

  test.each<[what: string, content: unknown]>([
    ['nothing', null],
    ['another version', { ...manifest, schemaVersion: 2 }],
    ['no project', { ...manifest, projectName: undefined }],
    ['no environment', { ...manifest, environmentName: 1 }],
    ['no functions', { ...manifest, functions: {} }],
    [
      'a function without its hash',
      { ...manifest, functions: { greet: { stack: 'hello', codeSha256: 'x' } } },
    ],
  ])('refuses %s', async (_what, content) => {
    await expect(read(JSON.stringify(content))).rejects.toThrow('is not the manifest of a release');
  });
});

test('a manifest of another environment is refused', () => {
  refuseOtherTarget(manifest, target);
  expect(() => refuseOtherTarget(manifest, { ...target, environmentName: 'prod' })).toThrow(
    'The manifest is of shop-dev, not of shop-prod; leave --project and --environment out',
  );
});

describe('refuseOtherRelease', () => {
  const [expected] = expectedBy(manifest);
  const published = { codeSha256: 'code', releaseHash: 'hash' } as Published;
  const check = (found: Partial<Published>, wanted = expected) => {
    if (!wanted) throw new Error('The manifest names no function.');
    refuseOtherRelease(target, wanted, { ...published, ...found });
  };

  test('passes what was built; without a manifest only the code counts', () => {
    check({});
    check({ releaseHash: 'other' }, { name: 'greet', stack: 'hello', codeSha256: 'code' });
  });

  test('refuses another release and other code', () => {
    expect(() => check({ releaseHash: 'other' })).toThrow(
      'shop-dev-hello was deployed with release other of greet, but release hash was built; deploy that first',
    );
    expect(() => check({ codeSha256: 'other' })).toThrow('was built');
  });
});
