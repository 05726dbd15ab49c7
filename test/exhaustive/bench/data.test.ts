// The data of the benchmark: the same every time, and truly what they are said to be.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { contentOf, dataFolder, loadBase, makeBase, sizeOf, truthOf } from '../../../bench/data/base.ts';
import { packedFile, plainFile } from '../../../bench/data/files.ts';
import { FORMATS, type BenchFormat } from '../../../bench/data/shapes.ts';

const SIZE = 60_000;
const TIMES = 3;
const { signal } = new AbortController();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const content = (format: BenchFormat, times = TIMES) =>
  Buffer.concat([...contentOf(makeBase(format, SIZE), times)]).toString('utf8');

function elementsOf(text: string): number {
  let [depth, elements] = [0, 0];
  const parser = new SaxesParser();
  parser.on('opentag', () => (depth += 1));
  parser.on('closetag', () => {
    depth -= 1;
    if (depth === 1) elements += 1;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return elements;
}

/** Records as a parser sees them. */
const RECORDS: Record<BenchFormat, (text: string) => number> = {
  text: (text) => text.split('\n').length - 1,
  csv: (text) => parse(text, { columns: true }).length,
  ndjson: (text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown).length,
  json: (text) => (JSON.parse(text) as unknown[]).length,
  xml: elementsOf,
};

describe.each(FORMATS)('%s', (format) => {
  test('is the same every time', () => {
    expect(content(format)).toBe(content(format));
  });

  test('holds what it is said to hold, its body once or several times', () => {
    for (const times of [1, TIMES]) {
      const text = content(format, times);
      expect(truthOf(makeBase(format, SIZE), times)).toEqual({
        records: RECORDS[format](text),
        lines: text.split('\n').length - 1,
        words: text.split(/[ \t\n\v\f\r]+/).filter(Boolean).length,
      });
      expect(sizeOf(makeBase(format, SIZE), times)).toBe(Buffer.byteLength(text));
    }
  });

  test('is kept and read again as it was made', () => {
    const made = loadBase(folder, format, SIZE);
    expect(loadBase(folder, format, SIZE)).toEqual(made);
    expect(made).toEqual(makeBase(format, SIZE));
  });

  test('stands in a file whole', async () => {
    const file = await plainFile({ folder, base: makeBase(format, SIZE), times: TIMES, signal });
    expect(readFileSync(file.path, 'utf8')).toBe(content(format));
    expect(file.sizeInBytes).toBe(statSync(file.path).size);
  });
});

test.each<[BenchFormat, RegExp[]]>([
  ['csv', [/""hello""/, /"[^"]*\nsecond line"/, /[^\0-\x7f]/]],
  ['json', [/^\{"orderId"/m, /^ {2}"orderId"/m, /\\"hello\\"\\n\\t/]],
  ['ndjson', [/\\"hello\\"\\n\\t/, /[^\0-\x7f]/]],
  ['xml', [/<!\[CDATA\[/, /&amp;/, /&#x2013;/, /placedAt='/]],
  ['text', [/\t\[payment\]/, /[^\0-\x7f]/]],
])('%s has what makes it hard to read', (format, patterns) => {
  for (const pattern of patterns) expect(content(format)).toMatch(pattern);
});

test('packed text unpacks to the same text', async () => {
  const packed = await packedFile({ folder, base: makeBase('text', SIZE), times: 1, signal });
  expect(gunzipSync(readFileSync(packed.path)).toString()).toBe(content('text', 1));
});

test('a file of another size is written again', async () => {
  const wanted = { folder, base: makeBase('csv', SIZE), times: 2, signal };
  const { path, sizeInBytes } = await plainFile(wanted);
  writeFileSync(path, 'cut');
  await plainFile(wanted);
  expect(statSync(path).size).toBe(sizeInBytes);
});

test('an interrupted file leaves nothing that looks like data', async () => {
  const wanted = { folder, base: makeBase('xml', SIZE), times: 7, signal: AbortSignal.abort() };
  await expect(plainFile(wanted)).rejects.toThrow();
  expect(readdirSync(folder)).not.toContain('xml-7.xml');
});

test('data of another size or generator are removed, other folders stay', () => {
  const place = join(folder, 'place');
  const old = dataFolder(mkdirAt(place), 1);
  mkdirAt(join(place, 'run-1'));
  const now = dataFolder(place, 2);
  expect([existsSync(old), existsSync(now), existsSync(join(place, 'run-1'))]).toEqual([false, true, true]);
  expect(dataFolder(place, 2)).toBe(now);
});

function mkdirAt(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
