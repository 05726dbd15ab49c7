// Who watches the content sees all of it, unpacked and sound, and nothing of what a reader has refused.
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { measureFile } from '../../../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import type { ContentObserver } from '../../../../lambda/core/ports.ts';
import { bodyOf } from './measure.ts';

/** Measures the file and tells what the observer has seen of it. */
async function watch(fileName: string, stored: Buffer, write?: ContentObserver['write']) {
  const seen: Buffer[] = [];
  const verdict = await measureFile({
    fileName,
    sizeInBytes: stored.length,
    body: bodyOf([stored]),
    limits: DEFAULT_LIMITS,
    content: { write: write ?? ((block) => void seen.push(Buffer.from(block))) },
  });
  return { verdict, seen, content: Buffer.concat(seen).toString() };
}

const ROWS = `a,b\n${'1,é\n'.repeat(150_000)}`;

describe('an observer of the content', () => {
  it('sees all of it in blocks', async () => {
    const { verdict, seen, content } = await watch('a.csv', Buffer.from(ROWS));
    expect(verdict.status).toBe('PROCESSED');
    expect(content).toBe(ROWS);
    expect(seen.map(({ length }) => length)).toEqual([262_144, 262_144, 225_716]);
  });

  it('sees it unpacked and without the byte order mark', async () => {
    const { content } = await watch('a.csv.gz', gzipSync(`\ufeff${ROWS}`));
    expect(content).toBe(ROWS);
  });

  it('sees nothing of a block in which the reader finds a fault, nor of what follows', async () => {
    const { verdict, seen } = await watch('a.csv', Buffer.from(`${ROWS}1,2,3\n${ROWS}`));
    expect(verdict).toMatchObject({ reasonCode: 'MALFORMED_CSV' });
    expect(seen).toHaveLength(2);
  });

  it('sees nothing of a block that is not UTF-8', async () => {
    const { verdict, seen } = await watch('a.csv', Buffer.from('a,b\n1,\xff\n', 'latin1'));
    expect(verdict).toMatchObject({ reasonCode: 'INVALID_ENCODING' });
    expect(seen).toEqual([]);
  });

  it('is waited for before its block is written over', async () => {
    const seen: string[] = [];
    await watch('a.csv', Buffer.from(ROWS), async (block) => {
      await turn();
      await turn();
      seen.push(block.toString('latin1'));
    });
    expect(Buffer.from(seen.join(''), 'latin1').toString()).toBe(ROWS);
  });

  it('passes its own trouble on', async () => {
    const trouble = new Error('the store is away');
    await expect(watch('a.csv', Buffer.from(ROWS), () => Promise.reject(trouble))).rejects.toBe(trouble);
  });
});
