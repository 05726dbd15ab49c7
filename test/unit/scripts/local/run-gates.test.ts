// The order of gates, what runs beside what, and what jest is told to report.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { checkGates, testGates } from '../../../../scripts/local/gates.ts';
import type { Gate } from '../../../../scripts/local/gate.ts';
import { jestGate } from '../../../../scripts/local/jest-gate.ts';
import { runStage } from '../../../../scripts/local/run-gates.ts';
import transform from '../../../support/esbuild-transform.js';

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gates-'));
  output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** A gate that leaves a file `<title>` with the names of those that were at work when it began. */
function gate(title: string, exitCode = 0): Gate {
  const script = `
    const fs = require('node:fs');
    fs.writeFileSync('working-${title}', '');
    fs.writeFileSync('seen-${title}', fs.readdirSync('.').filter((name) => name.startsWith('working-')).join());
    setTimeout(() => { fs.rmSync('working-${title}'); process.exit(${exitCode}); }, 300);`;
  const args = ['-e', `process.chdir(process.env.FOLDER);${script}`];
  return { title, command: process.execPath, args, env: { FOLDER: folder } };
}

const never = new AbortController().signal;

describe('runStage', () => {
  test('runs two gates at a time, all of them, and tells each in one line', async () => {
    const tallies = await runStage([gate('a', 1), gate('b'), gate('c'), gate('d')], never);
    expect(tallies).toHaveLength(4);
    expect(tallies.filter(({ failed }) => failed === 1)).toHaveLength(1);
    const seen = ['a', 'b', 'c', 'd'].map(
      (name) => readFileSync(join(folder, `seen-${name}`), 'utf8').split(',').length,
    );
    expect(Math.max(...seen)).toBe(2);
    expect(output).toMatch(/^a … FAILED \([\d.]+ s\)$/m);
    expect(output.match(/^[bcd] … passed \([\d.]+ s\)$/gm)).toHaveLength(3);
  });

  test('says at once which gate it waits for when there is only one', async () => {
    const running = runStage([gate('alone')], never);
    expect(output).toBe('alone … ');
    await running;
    expect(output).toMatch(/^alone … passed \([\d.]+ s\)\n$/);
  });

  test('begins nothing after a signal', async () => {
    const tallies = await runStage([gate('a'), gate('b')], AbortSignal.abort());
    expect([tallies, readdirSync(folder)]).toEqual([[], []]);
  });
});

describe('the gates', () => {
  test('that need an engine come after the compilers; system tests in two runs beside each other', () => {
    const titles = (stages: readonly (readonly Gate[])[]) =>
      stages.map((stage) => stage.map(({ title }) => title));
    const [check, ...rest] = titles(testGates());
    expect(rest).toEqual([['contract tests'], ['apart tests', 'system tests']]);
    const whole = ['exhaustive tests', 'kernels (asc)'];
    expect([check]).toEqual(titles(checkGates()).map((gates) => [...gates, ...whole]));
    expect([...(check ?? [])].sort()).toEqual([
      'exhaustive tests',
      'format (prettier)',
      'kernels (asc)',
      'lint (eslint)',
      'lint with types (oxlint)',
      'templates (cfn-lint)',
      'templates tests',
      'types (tsc)',
      'unit tests',
      'unused code (knip)',
    ]);
  });
});

describe('jestGate', () => {
  test('reports nothing and measures no coverage unless it is asked to', () => {
    const { args, env } = jestGate('example');
    expect(args.join(' ')).not.toMatch(/coverage|reporters/);
    expect(env).toBeUndefined();
  });

  test('writes reports of its own name, and takes away those of an earlier run', () => {
    mkdirSync(folder, { recursive: true });
    for (const name of ['junit-example.xml', 'clover.xml', 'junit-other.xml'])
      writeFileSync(join(folder, name), 'old');
    const { args, env } = jestGate('example', { reports: folder, coverage: true });
    expect(env).toMatchObject({ JEST_JUNIT_OUTPUT_DIR: folder, JEST_JUNIT_OUTPUT_NAME: 'junit-example.xml' });
    expect(args).toEqual(
      expect.arrayContaining(['--reporters=jest-junit', '--coverage', `--coverageDirectory=${folder}`]),
    );
    expect(readdirSync(folder)).toEqual(['junit-other.xml']);
  });

  test('still counts by the result of jest itself', () => {
    const { args, count } = jestGate('example', { reports: folder });
    const result = args.find((arg) => arg.startsWith('--outputFile='))?.slice('--outputFile='.length) ?? '';
    expect(existsSync(result)).toBe(false);
    expect(count?.({ exitCode: 0, output: '' })).toEqual({ passed: 0, failed: 1 });
    expect(args).toContain('--json');
  });
});

describe('the transform of the tests', () => {
  test('gives the source map as an object, without which coverage names lines of the compiled code', () => {
    const { map } = transform.process('export const a: number = 1;', join(folder, 'a.ts'));
    expect(map).toMatchObject({ version: 3, sources: [expect.stringMatching(/a\.ts$/)] });
  });
});
