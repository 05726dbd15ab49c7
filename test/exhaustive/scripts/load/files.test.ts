// The files of the load, judged by the real readers: each must come to what it claims to deserve.
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { measureFile } from '../../../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { FORMATS, sizedFile } from '../../../../scripts/lib/outside/sized-files.ts';
import { loadFiles } from '../../../../scripts/load/files.ts';

const FILES = loadFiles(64, 'a/');

const verdictOf = (fileName: string, body: Buffer) =>
  measureFile({
    fileName,
    sizeInBytes: body.length,
    body: Readable.from([body], { objectMode: false }),
    limits: DEFAULT_LIMITS,
  });

test('have 1 to 64 KB, but for packed ones and the sample of a PDF', () => {
  const sizes = FILES.filter(({ key }) => !/\.(gz|pdf)$/.test(key)).map(({ body }) =>
    Buffer.byteLength(body),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...sizes)).toBeLessThan(65_000);
  expect(Math.max(...sizes)).toBeGreaterThan(10 * Math.min(...sizes));
});

test('are of every kind, one in eight of them bad, under keys of their own', () => {
  const extensions = new Set(FILES.map(({ key }) => key.replace(/^a\/\d+\./, '')));
  expect([...extensions].sort()).toEqual(['csv', 'csv.gz', 'json', 'log', 'ndjson', 'pdf', 'xml']);
  expect(FILES.filter(({ expected }) => expected.status === 'REJECTED')).toHaveLength(8);
  expect(new Set(loadFiles(200, 'a/').map(({ key }) => key)).size).toBe(200);
});

test('come to what they deserve', async () => {
  for (const { key, body, expected } of FILES)
    expect({ key, ...(await verdictOf(key, Buffer.from(body))) }).toMatchObject({ key, ...expected });
});

test('are the same ones each time', () => expect(loadFiles(64, 'a/')).toEqual(FILES));

describe.each(FORMATS)('a %s file of a wanted size', (format) => {
  test('has at least that size and not much more', () => {
    for (const sizeInBytes of [1_000, 300_000]) {
      const { length } = sizedFile({ format, sizeInBytes }).body;
      expect(length).toBeGreaterThanOrEqual(sizeInBytes);
      expect(length).toBeLessThan(sizeInBytes + 300);
    }
  });

  test('is good, or bad in the way that it says', async () => {
    const good = sizedFile({ format, sizeInBytes: 100_000 });
    expect(await verdictOf(`x.${good.extension}`, good.body)).toMatchObject({ status: 'PROCESSED' });
    const bad = sizedFile({ format, sizeInBytes: 100_000, isBad: true });
    expect(await verdictOf(`x.${bad.extension}`, bad.body)).toMatchObject({
      status: 'REJECTED',
      reasonCode: bad.reasonCode,
    });
  });
});
