// A checkout in a temporary folder that holds the set-up only, with an npm and a Python of our making on its PATH.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/root.ts';
import { endAllOf } from './traces.ts';

export interface Outcome {
  exitCode: number;
  /** Everything that was printed, in order. */
  output: string;
}

export interface FreshCheckout {
  folder: string;
  /** Puts a program into the only folder of the PATH, as a script of this interpreter. */
  addProgram(name: string, script: string): void;
  /** Begins `node scripts/run.mjs <command>`. */
  begin(command: string): { child: ChildProcess; outcome: Promise<Outcome> };
  run(command: string): Promise<Outcome>;
  remove(): void;
}

/** The scripts that the set-up consists of, and commands that tell that they ran. */
function fill(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), {
    recursive: true,
    filter: (source) => source === join(ROOT, 'scripts') || isPartOfSetUp(source),
  });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'bin', 'package.json'), '{"type": "commonjs"}');
  mkdirSync(join(folder, 'kernels'));
  writeFileSync(join(folder, 'kernels', 'package-lock.json'), '{}');
  for (const command of ['start', 'deploy', 'kernels']) {
    writeFileSync(join(folder, 'scripts', `${command}.ts`), `console.log('${command} ran');\n`);
  }
}

function isPartOfSetUp(source: string): boolean {
  return (
    source.endsWith('.mjs') ||
    source.endsWith('/local') ||
    /\/local\/(supervise|requirements)[^/]*$/.test(source)
  );
}

export function createFreshCheckout(): FreshCheckout {
  const folder = mkdtempSync(join(tmpdir(), 'fresh-checkout-'));
  fill(folder);
  const bin = join(folder, 'bin');
  symlinkSync(process.execPath, join(bin, 'node'));
  const begin = (command: string) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', command], {
      cwd: folder,
      env: { PATH: bin, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, outcome: outcomeOf(child) };
  };
  return {
    folder,
    addProgram: (name, script) => {
      writeFileSync(join(bin, name), script);
      chmodSync(join(bin, name), 0o755);
    },
    begin,
    run: (command) => begin(command).outcome,
    remove: () => {
      endAllOf(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const parts: string[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part.toString()));
  child.stderr?.on('data', (part: Buffer) => parts.push(part.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode: exitCode ?? -1, output: parts.join('') };
}

/** A script for this Node; found again by its folder when the checkout is gone. */
export function nodeScript(source: string): string {
  return `#!${process.execPath}\n${source}\n`;
}

/** What stands for a real installation of packages: npm makes the folder. */
export const WORKING_NPM = nodeScript(`const prefix = process.argv.indexOf('--prefix') + 1;
require('node:fs').mkdirSync((prefix ? process.argv[prefix] + '/' : '') + 'node_modules', { recursive: true });
require('node:fs').appendFileSync('npm-calls.txt', process.argv.slice(2).join(' ') + '\\n');`);

/** A Python that answers the probes like a Debian one without the package python3-venv. */
export function pythonAnswering(version: string, hasVenv: boolean): string {
  return `#!/bin/sh
case "$3" in
  *version_info*) echo ${version} ;;
  *ensurepip*) exit ${hasVenv ? 0 : 1} ;;
esac
`;
}
