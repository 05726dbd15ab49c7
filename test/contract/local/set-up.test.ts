// The set-up of a fresh checkout, with programs on the PATH that fail as real ones do.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import {
  createFreshCheckout,
  nodeScript,
  pythonAnswering,
  WORKING_NPM,
} from '../../support/fresh-checkout.ts';
import type { FreshCheckout } from '../../support/fresh-checkout.ts';
import { environmentOf } from '../../support/traces.ts';

let checkout: FreshCheckout;
beforeEach(() => {
  checkout = createFreshCheckout();
});
afterEach(() => checkout.remove());

const INSTALLING = 'Installing npm packages (once, about half a minute) …\n';
const npmCalls = () => readFileSync(join(checkout.folder, 'npm-calls.txt'), 'utf8').trim().split('\n');

/** Tells that it runs, then works for ever. */
const ENDLESS_NPM = nodeScript(`require('node:fs').writeFileSync('npm.pid', String(process.pid));
setInterval(() => {}, 1000);`);

async function npmPid(): Promise<number> {
  const file = join(checkout.folder, 'npm.pid');
  await eventually(() => Promise.resolve(existsSync(file) && readFileSync(file, 'utf8') !== ''), {
    withinMs: 10_000,
    everyMs: 50,
  });
  return Number(readFileSync(file, 'utf8'));
}

/** A process that has ended and that nobody has waited for yet is not running. */
function isRunning(pid: number): boolean {
  return environmentOf(pid) !== '';
}

describe('the packages', () => {
  it('are installed by the first command, without the test tools, and not again by the second', async () => {
    checkout.addProgram('npm', WORKING_NPM);
    expect(await checkout.run('deploy')).toEqual({ exitCode: 0, output: `${INSTALLING}deploy ran\n` });
    expect(await checkout.run('deploy')).toEqual({ exitCode: 0, output: 'deploy ran\n' });
    expect(npmCalls()).toEqual([
      expect.stringMatching(/^ci --omit=dev --include=optional --omit=peer --ignore-scripts /),
    ]);
  });

  it('come with a compiler, apart, for the command that compiles kernels', async () => {
    checkout.addProgram('npm', WORKING_NPM);
    const installing = `${INSTALLING}Installing the compiler of the kernels from npm (once, about a quarter of a minute) …\n`;
    expect((await checkout.run('kernels')).output).toBe(`${installing}kernels ran\n`);
    expect((await checkout.run('kernels')).output).toBe('kernels ran\n');
    expect(npmCalls()).toEqual([
      expect.stringMatching(/^ci --omit=dev /),
      expect.stringMatching(/^ci --prefix \S+\/kernels --ignore-scripts /),
    ]);
  });

  it('are installed again when the lock file has changed', async () => {
    checkout.addProgram('npm', WORKING_NPM);
    await checkout.run('deploy');
    writeFileSync(join(checkout.folder, 'package-lock.json'), '{ }');
    expect((await checkout.run('deploy')).output).toBe(`${INSTALLING}deploy ran\n`);
    expect(npmCalls()).toHaveLength(2);
  });

  it('are installed once when two commands begin together', async () => {
    checkout.addProgram('npm', WORKING_NPM);
    const both = await Promise.all([checkout.run('deploy'), checkout.run('deploy')]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(npmCalls()).toHaveLength(1);
  });

  it.each([
    ['npm error code ECONNREFUSED', 'The npm registry cannot be reached;'],
    ['npm error code EAI_AGAIN', 'The npm registry cannot be reached;'],
    ['npm error code EACCES', 'npm may not write to '],
    ['npm error nospc ENOSPC: no space left', 'The disk is full'],
    ['npm error code EINTEGRITY', 'npm could not install the packages (npm error code EINTEGRITY);'],
  ])('that fail with "%s" are told as "%s"', async (said, told) => {
    checkout.addProgram('npm', nodeScript(`console.error(${JSON.stringify(said)}); process.exit(1);`));
    const { exitCode, output } = await checkout.run('deploy');
    expect(exitCode).toBe(1);
    expect(output.replace(INSTALLING, '')).toMatch(
      new RegExp(`^${told.replace(/[()]/g, '\\$&')}[^\\n]*\\n$`),
    );
  });

  it('are not half there after a signal: npm ends, the exit code tells, the next command installs', async () => {
    checkout.addProgram('npm', ENDLESS_NPM);
    const { child, outcome } = checkout.begin('deploy');
    const pid = await npmPid();
    child.kill('SIGTERM');
    expect((await outcome).exitCode).toBe(143);
    expect(isRunning(pid)).toBe(false);
    checkout.addProgram('npm', WORKING_NPM);
    expect((await checkout.run('deploy')).output).toBe(`${INSTALLING}deploy ran\n`);
  });

  it('are not installed twice at once after a kill: npm ends by itself, the next command says so and installs', async () => {
    checkout.addProgram('npm', ENDLESS_NPM);
    const { child, outcome } = checkout.begin('deploy');
    const pid = await npmPid();
    child.kill('SIGKILL');
    await outcome;
    checkout.addProgram('npm', WORKING_NPM);
    const next = await checkout.run('deploy');
    expect(next.output).toBe(
      `An earlier installation did not finish; installing again.\n${INSTALLING}deploy ran\n`,
    );
    expect(isRunning(pid)).toBe(false);
  });
});

describe('Python', () => {
  it.each([
    [
      'none',
      undefined,
      /^Python 3\.10 or newer is needed for the embedded AWS engine and was not found; install it /,
    ],
    [
      'too old',
      pythonAnswering('3.9', true),
      /^Python 3\.10 or newer is needed .*, python3 is 3\.9; install it /,
    ],
    ['without venv', pythonAnswering('3.11', false), /^python3 \(3\.11\) has no complete venv module, /],
  ])('%s: one sentence with the next step', async (_case, python, told) => {
    checkout.addProgram('npm', WORKING_NPM);
    if (python !== undefined) {
      checkout.addProgram('python3', python);
    }
    const { exitCode, output } = await checkout.run('start');
    expect(exitCode).toBe(1);
    expect(output.replace(INSTALLING, '')).toMatch(told);
    expect(output.trimEnd().split('\n')).toHaveLength(2);
  });

  it('is not asked for by commands that need no engine', async () => {
    checkout.addProgram('npm', WORKING_NPM);
    expect((await checkout.run('deploy')).exitCode).toBe(0);
  });
});

describe('a command that does not exist', () => {
  it.each(['nope', '../run', ''])('"%s" is refused before anything is installed', async (command) => {
    const { exitCode, output } = await checkout.run(command);
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: `There is no command ${command}; \`npm run\` lists them.\n`,
    });
  });
});
