// Unpacking: nothing is unpacked ahead of its reader, and no verdict depends on how the packed bytes come.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { gunzip } from '../../../../lambda/core/formats/gzip.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';

const MIB = 1024 * 1024;
const ANY_RATIO = { ...DEFAULT_LIMITS, maxGzipRatio: 2_000 };
/** 64 KiB of it unpack to 64 MiB: one piece of what zlib is fed. */
const DENSE = gzipSync(Buffer.alloc(64 * MIB, 'a'));

async function* inChunks(packed: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
}

async function lengthOf(chunks: AsyncIterable<Buffer>): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return length;
}

describe('gunzip', () => {
  it('unpacks one piece that becomes a thousand times its size, and no chunk is large', async () => {
    let [length, largest] = [0, 0];
    for await (const chunk of gunzip(inChunks(DENSE, DENSE.length), ANY_RATIO)) {
      length += chunk.length;
      largest = Math.max(largest, chunk.length);
    }
    expect(length).toBe(64 * MIB);
    expect(largest).toBeLessThanOrEqual(MIB);
  });

  it('waits for a reader that takes its time', async () => {
    const before = process.memoryUsage().arrayBuffers;
    for await (const _chunk of gunzip(inChunks(DENSE, DENSE.length), ANY_RATIO)) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MIB);
      break;
    }
  });

  it('gives the same bytes and finds the same fault however the packed bytes come', async () => {
    const text = Buffer.from('orders, lines and words\n'.repeat(50_000));
    const packed = Buffer.concat([gzipSync(text, { level: 0 }), gzipSync(text), Buffer.alloc(70_000)]);
    const damaged = Buffer.from(packed);
    damaged.writeUInt16LE(0xffff, 10 + 5 + packed.readUInt16LE(11) + 1);
    const faults = new Set<string>();
    for (const size of [777, 65_536, 100_000, packed.length]) {
      expect(await lengthOf(gunzip(inChunks(packed, size), DEFAULT_LIMITS))).toBe(2 * text.length);
      const error = await lengthOf(gunzip(inChunks(damaged, size), DEFAULT_LIMITS)).catch((it: Error) => it);
      faults.add(String(error));
    }
    expect([...faults]).toEqual([expect.stringMatching(/is damaged between byte \d+ and byte \d+/)]);
  });

  it('ends when its reader has had enough in the middle of a piece', async () => {
    let hasEnded = false;
    const packed = (async function* () {
      try {
        yield* inChunks(DENSE, 16_384);
      } finally {
        hasEnded = true;
      }
    })();
    for await (const _chunk of gunzip(packed, ANY_RATIO)) break;
    expect(hasEnded).toBe(true);
  });
});
