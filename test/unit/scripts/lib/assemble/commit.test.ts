// Which commit a release names: what was said, else what CodeBuild says, else git; never a guess.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolveCommit } from '../../../../../scripts/lib/assemble/commit.ts';

const GIVEN = 'a'.repeat(40);
const BUILT = 'b'.repeat(40);
const VARIABLE = 'CODEBUILD_RESOLVED_SOURCE_VERSION';
let folder: string;
let checkout: string;
let head: string;

function git(...args: string[]): string {
  const names = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...names, ...args], { cwd: checkout, encoding: 'utf8' }).trim();
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-'));
  checkout = join(folder, 'checkout');
  mkdirSync(join(checkout, 'unpacked'), { recursive: true });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'one');
  head = git('rev-parse', 'HEAD');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resolveIn = (root: string, given?: string, more: Record<string, string> = {}) =>
  resolveCommit({ given, environment: { PATH: process.env.PATH, ...more }, root });

describe('resolveCommit', () => {
  test('takes what is said before what CodeBuild says, and that before git', async () => {
    expect(await resolveIn(checkout, GIVEN, { [VARIABLE]: BUILT })).toBe(GIVEN);
    expect(await resolveIn(checkout, undefined, { [VARIABLE]: BUILT })).toBe(BUILT);
    expect(await resolveIn(checkout, undefined, { [VARIABLE]: '' })).toBe(head);
  });

  test('does not take the commit of a checkout above for that of an unpacked source', async () => {
    await expect(resolveIn(join(checkout, 'unpacked'))).rejects.toThrow(
      'This folder is no git checkout; add --commit',
    );
  });

  test.each([['main'], ['abc1234'], [`${GIVEN}0`], ['']])('refuses %j', async (given) => {
    await expect(resolveIn(checkout, given)).rejects.toThrow('is not the full hash of a commit');
  });
});
