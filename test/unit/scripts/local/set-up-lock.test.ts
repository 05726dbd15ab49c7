// The lock of the set-up: one owner at a time, and a killed owner hinders nobody.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '../../../../scripts/setup-lock.mjs';
import { nameProcess } from '../../../../scripts/setup-owner.mjs';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const acquire = (onWait: (pid?: string) => void = () => undefined, signal = never) =>
  acquireLock({ path, signal, onWait });

describe('acquireLock', () => {
  it('gives the lock to one after the other', async () => {
    const order: string[] = [];
    const release = await acquire();
    const second = acquire((pid) => order.push(`waits for ${pid}`)).then((releaseSecond) => {
      order.push('second');
      releaseSecond();
    });
    order.push('first');
    release();
    await second;
    expect(order).toEqual([`waits for ${process.pid}`, 'first', 'second']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const { pid } = spawnSync('true');
    writeFileSync(path, `${pid} 1`);
    const release = await acquire(() => {
      throw new Error('nobody is there to wait for');
    });
    release();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over the lock of a process whose id another program has now', async () => {
    writeFileSync(path, `${process.pid} 1`);
    expect(nameProcess(process.pid)).not.toBe(`${process.pid} 1`);
    const release = await acquire();
    release();
  });

  it('stops waiting at a signal', async () => {
    await acquire();
    await expect(acquire(undefined, AbortSignal.abort())).rejects.toThrow();
  });
});
