// The body: trouble of the network is never the file's fault, and the body never stays open.
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { TryAgain } from '../../../../lambda/core/errors.ts';
import { measureFile } from '../../../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { readFixture } from './measure.ts';

const CONTENTS: [string, Buffer][] = [
  ['a.csv', Buffer.from('id,name\n1,Ann\n2,"B')],
  ['a.json', Buffer.from('[{"id":1},{"id')],
  ['a.ndjson', Buffer.from('{"id":1}\n{"id')],
  ['a.xml', Buffer.from('<a>\n<b')],
  ['a.txt', Buffer.from('one two')],
  ['a.pdf', readFixture('pdf-two-pages.pdf').subarray(0, 500)],
  ['a.csv.gz', gzipSync('id,name\n1,Ann\n').subarray(0, 20)],
];

/** Hands out the chunks, then ends the way it is told. */
function bodyThat(chunks: readonly Buffer[], end: (body: Readable) => void): Readable {
  const left = [...chunks];
  return new Readable({
    read() {
      const chunk = left.shift();
      if (chunk) this.push(chunk);
      else end(this);
    },
  });
}

const job = (fileName: string, body: Readable, sizeInBytes: number) =>
  measureFile({ fileName, sizeInBytes, body, limits: DEFAULT_LIMITS });

describe('body', () => {
  it.each(CONTENTS)('%s: passes its own error on as it is, wherever it strikes', async (name, content) => {
    const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    for (const kept of [0, 1, content.length]) {
      const body = bodyThat(kept > 0 ? [content.subarray(0, kept)] : [], (it) => it.destroy(error));
      await expect(job(name, body, content.length + 10)).rejects.toBe(error);
      expect(body.destroyed).toBe(true);
    }
  });

  it.each(CONTENTS)('%s: asks for another try when it ends early or late', async (name, content) => {
    for (const size of [content.length + 1, content.length - 1]) {
      const body = bodyThat([content], (it) => it.push(null));
      await expect(job(name, body, size)).rejects.toBeInstanceOf(TryAgain);
      expect(body.destroyed).toBe(true);
    }
  });

  it('keeps a zlib error of the body apart from one of the file', async () => {
    const error = Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
    const body = bodyThat([gzipSync('one\n').subarray(0, 15)], (it) => it.destroy(error));
    await expect(job('a.txt.gz', body, 30)).rejects.toBe(error);
  });

  it('passes a body that was closed under it on as an error', async () => {
    const body = bodyThat([Buffer.from('one')], (it) => it.destroy());
    await expect(job('a.txt', body, 10)).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it.each([
    ['a.png', 10, 'UNSUPPORTED_TYPE'],
    ['a.csv', DEFAULT_LIMITS.maxFileSizeInBytes + 1, 'FILE_TOO_LARGE'],
    ['a.csv.gz', DEFAULT_LIMITS.maxFileSizeInBytes + 1, 'FILE_TOO_LARGE'],
    ['a.pdf', DEFAULT_LIMITS.maxPdfSizeInBytes + 1, 'FILE_TOO_LARGE'],
    ['a.csv', 0, 'EMPTY_FILE'],
  ])('%s of %d bytes is decided without reading', async (name, size, reasonCode) => {
    let reads = 0;
    const body = new Readable({ read: () => void (reads += 1) });
    expect(await job(name, body, size)).toMatchObject({ status: 'REJECTED', reasonCode });
    expect(reads).toBe(0);
    expect(body.destroyed).toBe(true);
  });

  it('survives an error of a body that nobody reads any more', async () => {
    const body = new Readable({ read: () => {} });
    await job('a.png', body, 10);
    expect(() => body.emit('error', new Error('too late'))).not.toThrow();
  });

  it('stops reading at the first fault', async () => {
    let reads = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const body = new Readable({ read: () => void (body.push(chunk), (reads += 1)) });
    const verdict = await job('a.json', body, DEFAULT_LIMITS.maxFileSizeInBytes);
    expect(verdict).toMatchObject({ reasonCode: 'MALFORMED_JSON' });
    expect(reads).toBeLessThan(10);
    expect(body.destroyed).toBe(true);
  });
});
