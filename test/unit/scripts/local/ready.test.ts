// ready.json and start.json: what a killed start left behind counts for nothing, and a running one is not overlooked.
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'state-'));
const before = process.env.FILE_PROCESSING_STATE_FOLDER;
// The folder is read when the modules are loaded.
process.env.FILE_PROCESSING_STATE_FOLDER = folder;
const ready = await import('../../../../scripts/local/ready.ts');
const claim = await import('../../../../scripts/local/start-claim.ts');

afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.FILE_PROCESSING_STATE_FOLDER;
  else process.env.FILE_PROCESSING_STATE_FOLDER = before;
});
beforeEach(() => ready.removeReady());

const goneProcess = () => spawnSync('true').pid;

describe('readReady', () => {
  it.each([
    ['there is no file', undefined],
    ['the file is half written', '{"endpoint": '],
    ['its process is gone', JSON.stringify({ endpoint: 'http://127.0.0.1:1', pid: goneProcess() })],
    // Nothing listens on port 1; the id may be another program's by now.
    ['nobody answers', JSON.stringify({ endpoint: 'http://127.0.0.1:1', pid: process.pid })],
  ])('finds nothing when %s, and useLocal says what to do', async (_case, content) => {
    if (content !== undefined) writeFileSync(join(folder, 'ready.json'), content);
    expect(await ready.readReady()).toBeUndefined();
    await expect(ready.useLocal()).rejects.toThrow(
      /^No local environment is running; start it with `npm start`/,
    );
  });
});

describe('claimStart', () => {
  it('refuses a second claim while the first one holds', () => {
    const release = claim.claimStart();
    expect(() => claim.claimStart()).toThrow(
      `\`npm start\` is already running here (process ${process.pid}); use that one, or stop it with Ctrl-C there or with \`kill ${process.pid}\`.`,
    );
    release();
    claim.claimStart()();
  });

  it('takes over from a process that was killed, even when its id is in use again', () => {
    writeFileSync(
      join(folder, 'start.json'),
      JSON.stringify({ pid: process.pid, owner: `${process.pid} 1` }),
    );
    const release = claim.claimStart();
    expect(readFileSync(join(folder, 'start.json'), 'utf8')).not.toContain(`${process.pid} 1"`);
    release();
  });
});
