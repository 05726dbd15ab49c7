// What a build leaves and what it gives: artifacts, reports, no process, no folder.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../../../support/eventually.ts';
import { removeTinyBuilds, tinyBuild, tinyFolder } from './tiny-build.ts';

let temporary: string;
beforeEach(() => {
  temporary = tinyFolder();
});
afterEach(removeTinyBuilds);

const builds = () => readdirSync(temporary).filter((name) => name.startsWith('file-processing-build-'));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('artifacts', () => {
  it('are taken from the base directory by pattern, without the excluded ones', async () => {
    const { result, artifact } = await tinyBuild({
      outputs: ['Release'],
      buildspec: `
phases: { build: { commands: [mkdir -p dist/deep, echo 1 > dist/one.json, echo 2 > dist/deep/two.json, echo 3 > dist/.hidden, echo 4 > dist/map.map] } }
artifacts: { base-directory: dist, files: ['**/*'], exclude-paths: ['**/*.map'] }
`,
    });
    expect(result.succeeded).toBe(true);
    expect([artifact('one.json'), artifact('deep/two.json'), artifact('.hidden')]).toEqual([
      '1\n',
      '2\n',
      '3\n',
    ]);
    expect(() => artifact('map.map')).toThrow('ENOENT');
  });

  it('can lose their folders, and secondary ones go by name', async () => {
    const { artifact } = await tinyBuild({
      outputs: ['Main', 'Other'],
      buildspec: `
phases: { build: { commands: [mkdir -p out/deep, echo 1 > out/deep/one.txt] } }
artifacts:
  files: [out/**/*]
  secondary-artifacts:
    Main: { files: [a.txt] }
    Other: { base-directory: out, files: ['**/*'], discard-paths: yes }
`,
    });
    expect([artifact('a.txt'), artifact('one.txt', 'Other')]).toEqual(['a\n', '1\n']);
  });

  it.each([
    {
      rule: '{ base-directory: dist, files: ["**/*"] }',
      message: 'no matching base directory path found for dist',
    },
    { rule: '{ files: [nothing/*] }', message: 'no matching artifact paths found for nothing/*' },
  ])('that are missing fail the build: $message', async ({ rule, message }) => {
    const { result } = await tinyBuild({
      outputs: ['Release'],
      buildspec: `phases: { build: { commands: ['true'] } }\nartifacts: ${rule}`,
    });
    expect(result).toMatchObject({ succeeded: false, phase: 'UPLOAD_ARTIFACTS', message });
  });

  it('are attempted after a failed build too, which keeps its own reason', async () => {
    const { result, log } = await tinyBuild({
      outputs: ['Release'],
      buildspec: `phases: { build: { commands: ['false'] } }\nartifacts: { files: [a.txt] }`,
    });
    expect(log).toContain('Artifact Release: 1 files');
    expect(result).toMatchObject({ succeeded: false, phase: 'BUILD' });
  });
});

describe('reports', () => {
  it('are counted: tests of JUnit, statements of Clover; a missing one fails nothing', async () => {
    const { result } = await tinyBuild({
      files: {
        'reports/junit-a.xml':
          '<testsuites><testsuite tests="3" failures="1" errors="0" skipped="1"/><testsuite tests="2"/></testsuites>',
        'reports/clover.xml':
          '<coverage><project><metrics statements="40" coveredstatements="30"/><file><metrics statements="40" coveredstatements="30"/></file></project></coverage>',
      },
      buildspec: `
phases: { build: { commands: ['true'] } }
reports:
  tests: { base-directory: reports, files: ['junit-*.xml'] }
  coverage: { base-directory: reports, files: [clover.xml], file-format: CLOVERXML }
  lost: { files: [nowhere.xml] }
`,
    });
    expect(result.succeeded).toBe(true);
    expect(result.details.reports).toEqual([
      { name: 'tests', text: '5 tests, 1 failed, 1 skipped' },
      { name: 'coverage', text: '75.0 % of 40 statements covered' },
      { name: 'lost', text: 'no file fits nowhere.xml' },
    ]);
  });
});

describe('the end', () => {
  it('leaves no folder', async () => {
    await tinyBuild({
      temporary,
      buildspec:
        'phases: { build: { commands: [echo x > "$TMPDIR/left", ls "$TMPDIR/../.." > "$TMPDIR/../../seen"] } }',
    });
    // While it ran there was one.
    expect(readFileSync(join(temporary, 'seen'), 'utf8')).toMatch(/^file-processing-build-/);
    await eventually(() => Promise.resolve(builds().length === 0), { withinMs: 5_000, everyMs: 20 });
  });

  it('by time-out ends the whole process group and names the command', async () => {
    const { result, log } = await tinyBuild({
      temporary,
      timeoutInMs: 700,
      buildspec: `phases: { build: { commands: ['sleep 60 & echo "pid $!"', sleep 61, echo never] } }`,
    });
    expect(result).toMatchObject({ succeeded: false, timedOut: true });
    expect(result.message).toMatch(/timed out .* while running: sleep 61$/);
    const pid = Number(/pid (\d+)/.exec(log)?.[1]);
    await eventually(() => Promise.resolve(!isAlive(pid)), { withinMs: 3_000, everyMs: 20 });
    await eventually(() => Promise.resolve(builds().length === 0), { withinMs: 5_000, everyMs: 20 });
  });

  it('by a stop leaves no process and no folder', async () => {
    const abort = new AbortController();
    const building = tinyBuild({
      temporary,
      signal: abort.signal,
      buildspec: `phases: { build: { commands: ['sleep 60 & echo $! > "$TMPDIR/../../pid"', sleep 61] } }`,
    }).catch((error: Error) => error.name);
    await eventually(() => Promise.resolve(readdirSync(temporary).includes('pid')), {
      withinMs: 5_000,
      everyMs: 20,
    });
    const began = performance.now();
    abort.abort();
    expect(await building).toBe('AbortError');
    // The supervisor gives the group two seconds at most.
    expect(performance.now() - began).toBeLessThan(4_000);
    await eventually(() => Promise.resolve(builds().length === 0), { withinMs: 5_000, everyMs: 20 });
  });
});
