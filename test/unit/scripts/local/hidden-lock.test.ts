// Packages that `npm ci` has installed by hand count as installed, exactly those.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { npmHasInstalled } from '../../../../scripts/setup-hidden-lock.mjs';

const NODE = `node_modules/node-${process.platform}-${process.arch}`;
const entry = (version: string, more = {}) => ({ version, integrity: `sha512-${version}`, ...more });
const LOCK = {
  '': { name: 'root' },
  'node_modules/one': entry('1.0.0'),
  'node_modules/two': entry('2.0.0', { dev: true }),
  'node_modules/peer': entry('3.0.0', { dev: true, peer: true }),
  'node_modules/elsewhere': entry('4.0.0', { optional: true }),
  [NODE]: entry('24.0.0', { optional: true }),
};
const { 'node_modules/one': one, 'node_modules/two': two, [NODE]: node } = LOCK;
const FULL = { 'node_modules/one': one, 'node_modules/two': two, [NODE]: node };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hidden-lock-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const hide = (packages: object) =>
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

describe('npmHasInstalled', () => {
  test('is content with all that a profile needs', () => {
    hide(FULL);
    expect([npmHasInstalled(root, 'run'), npmHasInstalled(root, 'full')]).toEqual([true, true]);
    hide({ 'node_modules/one': one, [NODE]: node });
    expect([npmHasInstalled(root, 'run'), npmHasInstalled(root, 'full')]).toEqual([true, false]);
  });

  test.each([
    ['another version', { ...FULL, 'node_modules/one': entry('1.0.1') }],
    ['other content', { ...FULL, 'node_modules/one': { ...one, integrity: 'sha512-x' } }],
    ['a missing package', { [NODE]: node }],
    ['a missing Node for this platform', { 'node_modules/one': one, 'node_modules/two': two }],
  ])('is not content with %s', (_what, packages) => {
    hide(packages);
    expect(npmHasInstalled(root, 'run')).toBe(false);
  });

  test('knows of nothing where npm has not finished', () => {
    expect(npmHasInstalled(root, 'run')).toBe(false);
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages": {');
    expect(npmHasInstalled(root, 'run')).toBe(false);
  });
});
