// `npm start` ended at many moments by every signal: no process, port or folder is left, and the exit code tells.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/root.ts';
import { findFreePort, isPortFree } from '../../../scripts/local/free-port.ts';
import { eventually } from '../../support/eventually.ts';
import { createMark } from '../../support/traces.ts';
import type { Mark } from '../../support/traces.ts';

/** On a busy machine a start takes ten times as long as on an idle one. */
const PATIENCE_IN_MS = 90_000;
jest.setTimeout(2 * PATIENCE_IN_MS);

let mark: Mark;
let port: number;
beforeEach(async () => {
  mark = createMark();
  port = await findFreePort();
});
afterEach(() => mark.remove());

interface Start {
  child: ChildProcess;
  /** Resolves when the line has been printed. */
  saw(line: string): Promise<void>;
  exitCode: Promise<number>;
  output(): string;
}

function start(script: readonly string[]): Start {
  const child = spawn(process.execPath, [...script, '--port', String(port)], {
    cwd: ROOT,
    env: { ...process.env, ...mark.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts: string[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part.toString()));
  child.stderr.on('data', (part: Buffer) => parts.push(part.toString()));
  const output = () => parts.join('');
  return {
    child,
    output,
    saw: async (line) => {
      await eventually(() => Promise.resolve(output().includes(line)), {
        withinMs: PATIENCE_IN_MS,
        everyMs: 5,
      });
    },
    exitCode: once(child, 'close').then(([code, signal]) =>
      exitCodeOf(code as number | null, signal as string),
    ),
  };
}

/** As a shell tells it. */
function exitCodeOf(code: number | null, signal: string): number {
  return code ?? 128 + constants.signals[signal as NodeJS.Signals];
}

const throughRun = () => start(['scripts/run.mjs', 'start']);

async function expectNoTrace(withinMs: number): Promise<void> {
  await eventually(() => Promise.resolve(mark.processes().length === 0), { withinMs, everyMs: 50 });
  expect(mark.files()).toEqual([]);
  expect(await isPortFree(port)).toBe(true);
}

describe('npm start', () => {
  it.each([
    { moment: 'before the engine is asked for', signal: 'SIGTERM', line: '', code: 143 },
    { moment: 'when the engine is up', signal: 'SIGINT', line: 'Engine up', code: 130 },
    { moment: 'between two stacks', signal: 'SIGTERM', line: 'sns: created', code: 143 },
    { moment: 'when the function is built', signal: 'SIGHUP', line: 'lambda: built', code: 129 },
    { moment: 'while samples are processed', signal: 'SIGINT', line: 'sample files through', code: 130 },
    { moment: 'after Ready', signal: 'SIGTERM', line: '\nReady\n', code: 0 },
  ] as const)('leaves nothing behind after $signal $moment', async ({ signal, line, code }) => {
    const { child, saw, exitCode: ended } = throughRun();
    await saw(line);
    child.kill(signal);
    expect(await ended).toBe(code);
    // Nothing is given time here: whoever sees the command end must find nothing.
    await expectNoTrace(0);
    expect(existsSync(join(mark.folder, 'state', 'ready.json'))).toBe(false);
  });

  it('ends by itself when what started it is killed', async () => {
    const { child, saw } = throughRun();
    await saw('Engine up');
    child.kill('SIGKILL');
    await expectNoTrace(10_000);
  });

  it('takes the engine with it when it is killed itself, and the next start is not hindered', async () => {
    const first = start(['scripts/start.ts', '--no-samples']);
    await first.saw('\nReady\n');
    first.child.kill('SIGKILL');
    await expectNoTrace(10_000);
    const second = start(['scripts/start.ts', '--no-samples', '--exit']);
    expect({ code: await second.exitCode, output: second.output() }).toMatchObject({ code: 0 });
  });

  it('tells the process that ends everything, and refuses a second start in words', async () => {
    const first = start(['scripts/run.mjs', 'start', '--no-samples']);
    await first.saw('\nReady\n');
    const ready = JSON.parse(readFileSync(join(mark.folder, 'state', 'ready.json'), 'utf8')) as {
      pid: number;
    };
    expect(ready).toEqual({
      endpoint: `http://127.0.0.1:${port}`,
      pageUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: 'us-east-1',
      accountId: '000000000000',
      projectName: 'file-processing',
      environmentName: 'local',
      pid: expect.any(Number),
    });
    const second = start(['scripts/start.ts']);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(
      /^`npm start` is already running here \(process \d+\); use that one, or stop it/,
    );
    process.kill(ready.pid, 'SIGTERM');
    expect(await first.exitCode).toBe(0);
    await expectNoTrace(0);
  });
});
