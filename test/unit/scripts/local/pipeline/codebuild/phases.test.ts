// The phases of a build as CodeBuild documents them, in one real bash process.
import { afterEach, describe, expect, it } from '@jest/globals';
import { removeTinyBuilds, tinyBuild } from './tiny-build.ts';

afterEach(removeTinyBuilds);

/** What the commands said, without the lines of the container. */
const said = (log: string) => log.split('\n').filter((line) => line && !line.startsWith('[Container]'));

describe('commands', () => {
  it('share one shell: folder, variables, functions and process', async () => {
    const { result, log } = await tinyBuild({
      buildspec: `
phases:
  install:
    commands:
      - mkdir inner && cd inner
      - plain=kept; export EXPORTED=too
      - greet() { echo "hello $1"; }
      - echo $$ > ../pid
  build:
    commands:
      - basename "$PWD"
      - echo "$plain $EXPORTED"
      - greet you
      - test "$$" = "$(cat ../pid)" && echo same process
`,
    });
    expect(result).toMatchObject({ succeeded: true, message: '' });
    expect(said(log)).toEqual(['inner', 'kept too', 'hello you', 'same process']);
  });

  it('may have many lines, quotes and dollars', async () => {
    const { log } = await tinyBuild({
      buildspec: `
phases:
  build:
    commands:
      - |
        for word in it\\'s "a \\"test\\""; do
          echo "<$word>"
        done
`,
    });
    expect(said(log).slice(-2)).toEqual([`<it's>`, '<a "test">']);
  });

  it('read nothing from us', async () => {
    const { result } = await tinyBuild({
      buildspec: 'phases: { build: { commands: [cat, "! read -r line"] } }',
    });
    expect(result.succeeded).toBe(true);
  });

  it('see the given environment and nothing else', async () => {
    const { log } = await tinyBuild({
      buildspec: `phases: { build: { commands: ['env | cut -d= -f1 | sort | xargs'] } }`,
      environment: { OF_THE_PROJECT: '1' },
    });
    // LC_CTYPE is what Python, which supervises the build, sets for its children.
    expect(said(log)[0]?.replace(' LC_CTYPE', '').split(' ')).toEqual(
      [
        'CODEBUILD_BUILD_SUCCEEDING',
        'CODEBUILD_SRC_DIR',
        'OF_THE_PROJECT',
        'PATH',
        'PWD',
        'OLDPWD',
        'SHLVL',
        'TMPDIR',
        '_',
      ].sort(),
    );
  });

  it.each(['exit 3', '(exit 3)', 'set -e; (exit 3)', 'sh -c "exit 3"'])(
    'fail their phase, also by `%s`',
    async (command) => {
      const { result, log } = await tinyBuild({
        buildspec: `
phases:
  build: { commands: ['${command}', echo never], finally: [echo finally] }
  post_build: { commands: ['echo post $CODEBUILD_BUILD_SUCCEEDING'] }
`,
      });
      expect(said(log)).toEqual(['finally', 'post 0']);
      expect(result).toMatchObject({
        succeeded: false,
        phase: 'BUILD',
        message: `Error while executing command: ${command}. Reason: exit status 3`,
      });
      expect(result.details.commands?.map(({ exitCode }) => exitCode)).toEqual([3, 0, 0]);
    },
  );
});

describe('a failed phase', () => {
  const spec = (failing: string, more = '') =>
    `
phases:
  install: { commands: [${failing === 'install' ? 'false' : 'echo install'}] ${failing === 'install' ? more : ''} }
  pre_build: { commands: [${failing === 'pre_build' ? 'false' : 'echo pre_build'}] ${failing === 'pre_build' ? more : ''} }
  build: { commands: [${failing === 'build' ? 'false' : 'echo build'}] ${failing === 'build' ? more : ''} }
  post_build: { commands: [echo post_build] }
`;

  it.each([
    { failing: 'install', onFailure: '', runs: [] },
    { failing: 'pre_build', onFailure: '', runs: ['install'] },
    { failing: 'build', onFailure: '', runs: ['install', 'pre_build', 'post_build'] },
    { failing: 'build', onFailure: ', on-failure: ABORT', runs: ['install', 'pre_build'] },
    { failing: 'pre_build', onFailure: ', on-failure: CONTINUE', runs: ['install', 'build', 'post_build'] },
  ])('$failing$onFailure lets $runs run', async ({ failing, onFailure, runs }) => {
    const { log, result } = await tinyBuild({ buildspec: spec(failing, onFailure) });
    expect(said(log)).toEqual(runs);
    expect(result).toMatchObject({ succeeded: false, phase: failing.toUpperCase() });
  });
});

describe('exported variables', () => {
  it('have the values of the end, also of variables that were not exported', async () => {
    const { result } = await tinyBuild({
      buildspec: `
env: { exported-variables: [HASH, NEVER] }
phases: { build: { commands: [HASH=one, 'HASH="two words"'] } }
`,
    });
    expect(result.variables).toEqual({ HASH: 'two words', NEVER: '' });
  });
});
