// Which pushes start an execution: branches and paths, globs as CodePipeline documents them, exclude before include.
import { describe, expect, it } from '@jest/globals';
import type { PushFilter } from '../../../../../scripts/local/pipeline/definition.ts';
import { compileGlob } from '../../../../../scripts/local/pipeline/glob.ts';
import { decideOnPush } from '../../../../../scripts/local/pipeline/triggers.ts';
import { definitionOf, goldenTemplate } from './golden.ts';

const matches = (pattern: string, path: string, folderIsOptional = false) =>
  compileGlob(pattern, { folderIsOptional }).test(path);

describe('a glob', () => {
  it.each([
    ['*.md', 'README.md', true],
    ['*.md', 'docs/README.md', false],
    ['**/*.md', 'docs/a/README.md', true],
    // As in the documentation of the pattern language: a slash must be there.
    ['**/*.md', 'README.md', false],
    ['docs/**', 'docs/a/b.txt', true],
    ['docs/**', 'docs', false],
    ['docs/**', 'documents/a', false],
    ['common/**/*.js', 'common/a/b/c.js', true],
    ['foo.?', 'foo.c', true],
    ['foo.?', 'foo./', false],
    ['*.{java,class}', 'A.class', true],
    ['*.{java,class}', 'A.classes', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]x', 'dx', true],
    ['a.b', 'axb', false],
    ['(a)+$', '(a)+$', true],
    ['*', '.hidden', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a,b', 'a,b', true],
  ])('%s with %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it('of a buildspec takes ** for no folder too', () => {
    expect(matches('**/*', 'a.txt', true)).toBe(true);
    expect(matches('a/**/b', 'a/b', true)).toBe(true);
  });
});

const filter = (one: PushFilter, ...more: PushFilter[]) => [one, ...more];
const all = { includes: [], excludes: [] };

function starts(push: PushFilter[], branch: string, ...changedFiles: string[]): boolean {
  const definition = definitionOf(goldenTemplate(''));
  const trigger = { providerType: '', sourceActionName: 'Source', push, pullRequests: 0 };
  return decideOnPush({ ...definition, triggers: [trigger] }, { branch, changedFiles }).starts;
}

describe('a push', () => {
  const ours = filter({
    branches: { ...all, includes: ['main'] },
    filePaths: { ...all, excludes: ['docs/**', '*.md'] },
  });

  it.each([
    { push: 'of code', branch: 'main', files: ['lambda/a.ts'], expected: true },
    { push: 'of documents only', branch: 'main', files: ['docs/a.md', 'README.md'], expected: false },
    { push: 'of both', branch: 'main', files: ['docs/a.md', 'lambda/a.ts'], expected: true },
    { push: 'to another branch', branch: 'work', files: ['lambda/a.ts'], expected: false },
    { push: 'of an empty commit', branch: 'main', files: [], expected: true },
  ])('$push: $expected', ({ branch, files, expected }) => {
    expect(starts(ours, branch, ...files)).toBe(expected);
  });

  it('must fit the includes, and an exclude wins', () => {
    const narrow = filter({ branches: all, filePaths: { includes: ['a/**'], excludes: ['a/b/**'] } });
    expect([starts(narrow, 'x', 'a/c'), starts(narrow, 'x', 'b'), starts(narrow, 'x', 'a/b/c')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('of a file at the root does not fit a pattern that names a folder', () => {
    const folders = filter({ branches: all, filePaths: { ...all, excludes: ['**/*.md'] } });
    expect([starts(folders, 'x', 'README.md'), starts(folders, 'x', 'docs/README.md')]).toEqual([
      true,
      false,
    ]);
  });

  it('needs to fit one of several filters only', () => {
    const two = filter({ branches: { ...all, includes: ['a'] } }, { branches: { ...all, includes: ['b'] } });
    expect([starts(two, 'a', 'f'), starts(two, 'b', 'f'), starts(two, 'c', 'f')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('without filters is one to the branch of the source action', () => {
    const definition = definitionOf(goldenTemplate(''));
    const on = (branch: string) => decideOnPush(definition, { branch, changedFiles: ['a'] }).starts;
    expect([on('main'), on('work')]).toEqual([true, false]);
  });
});
