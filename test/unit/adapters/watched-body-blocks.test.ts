// The same body, read block by block, and compared with its checksum.
import { describe, expect, test } from '@jest/globals';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type BodyWatch, watchBody } from '../../../lambda/adapters/watched-body.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { BodyInBlocks } from '../../../lambda/core/formats/stored-bytes.ts';

const NEVER = new AbortController().signal;
const watch = (source: Readable, expectedSizeInBytes: number, signal = NEVER) =>
  watchBody({ source, expectedSizeInBytes, idleTimeoutInMs: 60, signal });
/** Everything that came as blocks; copies, because a block is written over. */
async function inBlocks(body: BodyInBlocks): Promise<string> {
  let text = '';
  for await (const block of body.blocks()) text += String(block);
  return text;
}
const sourceOf = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('blocks', () => {
  const BLOCK = 256 * 1024;
  const pattern = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 251));

  test.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 5])(
    'of %d bytes are all full but the last, whatever the chunks',
    async (size) => {
      const content = pattern(size);
      for (const chunk of [1_000, 16_384, 65_536, 2 * BLOCK + 3, size + 1]) {
        const source = Readable.from(
          Array.from({ length: Math.ceil(size / chunk) }, (_, at) =>
            content.subarray(at * chunk, (at + 1) * chunk),
          ),
        );
        const blocks: Buffer[] = [];
        for await (const block of watch(source, size).blocks()) blocks.push(Buffer.from(block));
        expect(blocks.slice(0, -1).every(({ length }) => length === BLOCK)).toBe(true);
        expect(Buffer.concat(blocks).equals(content)).toBe(true);
      }
    },
  );

  test('stay as they are while the next one is worked on', async () => {
    const source = Readable.from(Array.from({ length: 64 }, (_, at) => Buffer.alloc(BLOCK / 4, at >> 2)));
    let number = 0;
    let before: Buffer | undefined;
    for await (const block of watch(source, 16 * BLOCK).blocks()) {
      // Gives the source time to bring what it can.
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(block.equals(Buffer.alloc(BLOCK, number))).toBe(true);
      if (before) expect(before.equals(Buffer.alloc(BLOCK, number - 1))).toBe(true);
      before = block;
      number += 1;
    }
    expect(number).toBe(16);
  });

  test('hold back a source that is faster than their reader', async () => {
    let produced = 0;
    const source = new Readable({
      read() {
        produced += 16_384;
        // Not without end: a body that does not hold it back would never come to its assertion.
        this.push(produced < 16 * BLOCK ? Buffer.alloc(16_384) : null);
      },
    });
    const body = watch(source, Number.MAX_SAFE_INTEGER);
    for await (const _block of body.blocks()) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(produced).toBeLessThan(3 * BLOCK);
      break;
    }
    expect(body.destroyed).toBe(true);
    expect(source.destroyed).toBe(true);
  });

  test('end with the error of a source that is cut, stalls, is too short or too long', async () => {
    const cut = new PassThrough();
    const reading = inBlocks(watch(cut, 3));
    cut.write('a');
    cut.destroy(new Error('read ECONNRESET'));
    await expect(reading).rejects.toThrow(TryAgain);
    const silent = new PassThrough();
    silent.write('a');
    await expect(inBlocks(watch(silent, 3))).rejects.toThrow(/No byte/);
    expect(silent.destroyed).toBe(true);
    for (const size of [2, 4]) await expect(inBlocks(watch(sourceOf('abc'), size))).rejects.toThrow(TryAgain);
  });

  test('end with the abort, before, during and after a block', async () => {
    await expect(inBlocks(watch(sourceOf('a'), 1, AbortSignal.abort()))).rejects.toThrow(/time ran out/);
    const abort = new AbortController();
    const source = new PassThrough();
    const waiting = inBlocks(watch(source, 3, abort.signal));
    setImmediate(() => abort.abort());
    await expect(waiting).rejects.toThrow(/time ran out/);
    const late = new AbortController();
    const body = watch(sourceOf('x'.repeat(BLOCK), 'rest'), BLOCK + 4, late.signal);
    const working = (async () => {
      for await (const _block of body.blocks()) late.abort();
    })();
    await expect(working).rejects.toThrow(/time ran out/);
  });

  test('do not end the process with an error that nobody waits for', async () => {
    const source = new PassThrough();
    const body = watch(source, 3 * BLOCK);
    source.write(Buffer.alloc(BLOCK));
    const blocks = body.blocks()[Symbol.asyncIterator]();
    await blocks.next();
    source.destroy(new Error('late'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(blocks.next()).rejects.toThrow(/late/);
  });
});

describe('a checksum', () => {
  /** Remembers what it is shown and finds fault with it at the end, if it is told to. */
  const checkOf = (fault?: Error) => {
    const seen: string[] = [];
    const check = {
      closed: 0,
      update: (block: Uint8Array) => void seen.push(Buffer.from(block).toString()),
      verify: () => {
        if (fault) throw fault;
      },
      close: () => void (check.closed += 1),
    };
    return { check, seen };
  };
  const checked = (source: Readable, checksum: BodyWatch['checksum']) =>
    watchBody({ source, expectedSizeInBytes: 3, idleTimeoutInMs: 60, signal: NEVER, checksum });

  test('is shown all bytes once and closed once', async () => {
    const { check, seen } = checkOf();
    expect(await inBlocks(checked(sourceOf('a', 'bc'), check))).toBe('abc');
    expect(seen.join('')).toBe('abc');
    expect(check.closed).toBe(1);
  });

  test('that is wrong takes the place of the end, in blocks and as a stream', async () => {
    const fault = new TryAgain('another sum');
    const [one, other] = [checkOf(fault), checkOf(fault)];
    await expect(inBlocks(checked(sourceOf('abc'), one.check))).rejects.toBe(fault);
    await expect(buffer(checked(sourceOf('abc'), other.check))).rejects.toBe(fault);
    expect([one.check.closed, other.check.closed]).toEqual([1, 1]);
  });

  test('is closed when the reader has had enough', async () => {
    const { check } = checkOf(new TryAgain('never asked'));
    const body = checked(new PassThrough(), check);
    body.destroy();
    await new Promise((resolve) => body.once('close', resolve));
    expect(check.closed).toBe(1);
  });
});
