// Commands to the runner, and what a runner does with what an earlier one left.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../../../scripts/lib/user-error.ts';
import {
  answerCommands,
  forgetCommands,
  sendCommand,
} from '../../../../../scripts/local/pipeline/commands.ts';
import type { Execution } from '../../../../../scripts/local/pipeline/execution.ts';
import { recover } from '../../../../../scripts/local/pipeline/recover.ts';
import { openStore } from '../../../../../scripts/local/pipeline/store.ts';
import { inWords } from './golden.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function exchange(answer: () => Promise<string>): Promise<string> {
  const reply = sendCommand(folder, { type: 'retry', executionId: 'abc' });
  await answerCommands(folder, answer);
  return reply;
}

describe('a command', () => {
  it('is carried out once and answered', async () => {
    const seen: unknown[] = [];
    const reply = sendCommand(folder, { type: 'retry', executionId: 'abc' });
    for (let i = 0; i < 2; i += 1) {
      await answerCommands(folder, (command) => {
        seen.push(command);
        return Promise.resolve('it goes on');
      });
    }
    expect(await reply).toBe('it goes on');
    expect(seen).toEqual([{ type: 'retry', executionId: 'abc' }]);
    expect(readdirSync(join(folder, 'commands'))).toEqual([]);
  });

  it('that is refused fails with the words of the runner', async () => {
    await expect(exchange(() => Promise.reject(new UserError('it cannot be retried')))).rejects.toThrow(
      'it cannot be retried',
    );
  });

  it('that nobody answered is forgotten by the next runner', async () => {
    mkdirSync(join(folder, 'commands'));
    writeFileSync(join(folder, 'commands', 'x.command.json'), '{"type": "start"}');
    forgetCommands(folder);
    let count = 0;
    await answerCommands(folder, () => Promise.resolve(String((count += 1))));
    expect(count).toBe(0);
  });
});

function execution(number: number, more: Partial<Execution> = {}): Execution {
  return {
    executionId: `${number}aaaaaaa-0000-4000-8000-000000000000`,
    number,
    executionType: 'STANDARD',
    status: 'InProgress',
    cause: { type: 'Push', detail: 'push to main' },
    revision: 'a'.repeat(40),
    revisionSummary: 'a commit',
    branch: 'main',
    pipelineName: 'golden',
    definitionVersion: '1',
    session: 'earlier',
    startedAt: '2026-01-01T00:00:00.000Z',
    stages: [],
    variables: {},
    artifacts: {},
    ...more,
  };
}

describe('a runner that begins', () => {
  it('marks what a killed one left, removes the folders of its builds, and lets the rest be', () => {
    const store = openStore(join(folder, 'executions'));
    const startedAt = '2026-01-01T00:00:00.000Z';
    const action = { provider: 'CodeBuild', startedAt, logFile: 'logs/Build/Build.log' };
    store.save(execution(1, { status: 'Succeeded' }));
    store.save(
      execution(2, {
        stages: [
          {
            name: 'Source',
            status: 'Succeeded',
            startedAt,
            attempt: 1,
            actions: [{ ...action, name: 'Source', status: 'Succeeded' }],
          },
          {
            name: 'Build',
            status: 'InProgress',
            startedAt,
            attempt: 1,
            actions: [{ ...action, name: 'Build', status: 'InProgress' }],
          },
        ],
      }),
    );
    const notes = join(store.folderOf(execution(2).executionId), 'logs', 'Build', 'Build.build');
    const left = join(folder, 'file-processing-build-left');
    for (const made of [notes, left]) mkdirSync(made, { recursive: true });
    writeFileSync(join(notes, 'folders.json'), JSON.stringify([left]));
    expect(recover(store)).toEqual([execution(2).executionId]);
    expect(store.list().map(inWords)).toEqual([
      'Stopped: Source Succeeded, Build Stopped (Build Abandoned)',
      'Succeeded: ',
    ]);
    expect([existsSync(left), existsSync(notes)]).toEqual([false, false]);
  });
});

describe('the store', () => {
  it('lists the newest first, finds by the beginning of an id, and keeps 50', () => {
    const store = openStore(join(folder, 'executions'));
    for (let number = 10; number < 62; number += 1) store.save(execution(number, { status: 'Succeeded' }));
    store.save(execution(9, { status: 'InProgress' }));
    expect(store.list()[0]?.number).toBe(61);
    expect(store.find('12').number).toBe(12);
    expect(() => store.find('1')).toThrow('10 executions begin with 1; give more of the id.');
    expect(() => store.find('99')).toThrow('There is no execution 99');
    store.prune();
    // The two oldest are gone, except what still runs.
    expect(store.list().map(({ number }) => number)).toEqual([
      ...Array.from({ length: 50 }, (_, i) => 61 - i),
      9,
    ]);
  });
});
