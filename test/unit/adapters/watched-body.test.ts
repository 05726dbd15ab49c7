import { describe, expect, test } from '@jest/globals';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { watchBody } from '../../../lambda/adapters/watched-body.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';

const NEVER = new AbortController().signal;
const watch = (source: Readable, expectedSizeInBytes: number, signal = NEVER) =>
  watchBody({ source, expectedSizeInBytes, idleTimeoutInMs: 60, signal });
const sourceOf = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('watchBody', () => {
  test('passes every byte on', async () => {
    expect(String(await buffer(watch(sourceOf('a', 'bc', ''), 3)))).toBe('abc');
    expect(String(await buffer(watch(sourceOf(), 0)))).toBe('');
  });

  test.each([
    ['fewer', 4],
    ['more', 2],
  ])('takes %s bytes than promised for an error', async (_what, expected) => {
    await expect(buffer(watch(sourceOf('a', 'bc'), expected))).rejects.toThrow(TryAgain);
  });

  test('passes an error of the source on, with its cause', async () => {
    const cause = new Error('read ECONNRESET');
    const source = new PassThrough();
    const reading = buffer(watch(source, 3));
    source.write('a');
    source.destroy(cause);
    await expect(reading).rejects.toThrow(TryAgain);
    await expect(reading).rejects.toMatchObject({ cause });
  });

  test('takes a source that closes without an end for an error', async () => {
    const source = new PassThrough();
    const reading = buffer(watch(source, 3));
    source.write('abc');
    setImmediate(() => source.destroy());
    await expect(reading).rejects.toThrow(/closed after 3 bytes/);
  });

  test('gives up a silent source, and destroys it', async () => {
    const source = new PassThrough();
    const reading = buffer(watch(source, 3));
    source.write('a');
    await expect(reading).rejects.toThrow(/No byte/);
    expect(source.destroyed).toBe(true);
  });

  test('does not hurry a reader that does not read', async () => {
    const body = watch(sourceOf('x'.repeat(200_000)), 200_000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await buffer(body)).length).toBe(200_000);
  });

  test('does not blame the source for a computation that held everything up', async () => {
    const source = new PassThrough();
    const reading = buffer(watch(source, 3));
    source.write('a');
    await new Promise((resolve) => setImmediate(resolve));
    setImmediate(() => {
      source.write('b');
      // Only now: on a busy machine a timer set before would come first and end the source without the b.
      setTimeout(() => source.end('c'), 20);
    });
    const start = performance.now();
    while (performance.now() - start < 100);
    expect(String(await reading)).toBe('abc');
  });

  test('does not miss the end when it comes in the last moment and the reader is slow', async () => {
    const source = new PassThrough();
    const body = watch(source, 2);
    body.read(0);
    source.write('ab');
    await new Promise((resolve) => setImmediate(resolve));
    setImmediate(() => source.end());
    const start = performance.now();
    while (performance.now() - start < 100);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(String(await buffer(body))).toBe('ab');
  });

  test('holds back a source that is faster than its reader', async () => {
    let produced = 0;
    const source = new Readable({
      read() {
        produced += 16_384;
        // Not without end: a body that does not hold it back would never come to its assertion.
        this.push(produced < 4_000_000 ? Buffer.alloc(16_384) : null);
      },
    });
    const body = watch(source, Number.MAX_SAFE_INTEGER);
    body.read(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(produced).toBeLessThan(1_000_000);
    body.destroy();
  });

  test('is stopped by the abort before and during reading', async () => {
    await expect(buffer(watch(sourceOf('a'), 1, AbortSignal.abort()))).rejects.toThrow(TryAgain);
    const abort = new AbortController();
    const source = new PassThrough();
    const reading = buffer(watch(source, 3, abort.signal));
    abort.abort();
    await expect(reading).rejects.toThrow(/time ran out/);
    expect(source.destroyed).toBe(true);
  });

  test('is destroyed with its source when the reader has had enough', async () => {
    const source = new PassThrough();
    const body = watch(source, 3);
    body.destroy();
    await new Promise((resolve) => body.once('close', resolve));
    expect(source.destroyed).toBe(true);
    expect(source.emit('error', new Error('late'))).toBe(true);
  });
});
