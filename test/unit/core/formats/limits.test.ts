// Every limit holds exactly at its border, and the real ones hold for files that are made while they are read.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { fault, measure, measureMade } from './measure.ts';

const MIB = 1024 * 1024;
const repeat = (text: string, times: number): Buffer[] =>
  Array.from({ length: times }, () => Buffer.from(text));
const good = { status: 'PROCESSED' };

describe('the cap of one record', () => {
  const cap = 40;
  const limits = { maxRecordSizeInBytes: cap };
  const fill = (size: number) => 'é'.repeat(Math.floor(size / 2)) + 'x'.repeat(size % 2);

  /** Where the record stands, and a file in which it is so many bytes large. */
  const RECORDS: Record<string, [name: string, place: string, make: (size: number) => string]> = {
    'a CSV row': ['a.csv', 'line 3', (size) => `a,b\n1,2\n1,${fill(size - 2)}\n3,4\n`],
    'a CSV row with CR LF': ['a.csv', 'line 2', (size) => `a,b\r\n1,${fill(size - 2)}\r\n`],
    'the last CSV row': ['a.csv', 'line 3', (size) => `a,b\n\n1,${fill(size - 2)}`],
    'a quoted CSV row': ['a.csv', 'line 2', (size) => `a,b\n1,"\n${fill(size - 5)}"\n3,4\n`],
    'a CSV header': ['a.csv', 'line 1', (size) => `a,${fill(size - 2)}\n1,2\n`],
    'an NDJSON line': ['a.ndjson', 'line 2', (size) => `1\n"${fill(size - 2)}"\n2\n`],
    'a JSON array element': ['a.json', 'byte 3', (size) => `[1,"${fill(size - 2)}",2]`],
    'the last JSON array element': ['a.json', 'byte 3', (size) => `[1,"${fill(size - 2)}"]`],
    'an XML child of the root': ['a.xml', 'line 2', (size) => `<a>\n<b>${fill(size - 7)}</b>\n</a>`],
    'an XML child with attributes': ['a.xml', 'line 3', (size) => `<a>\n\n<b c="${fill(size - 9)}"/></a>`],
  };

  it.each(Object.entries(RECORDS))(
    'takes %s at the cap and refuses it above',
    async (_, [name, place, make]) => {
      expect(await measure(name, make(cap), { limits })).toMatchObject(good);
      expect(fault(await measure(name, make(cap + 1), { limits }))).toEqual(['LIMIT_EXCEEDED', place]);
    },
  );

  it('holds for an XML comment, which the parser gathers', async () => {
    const file = (size: number) => `<a>\n<!--${fill(size)}--><b/></a>`;
    expect(await measure('a.xml', file(10), { limits })).toMatchObject(good);
    expect(fault(await measure('a.xml', file(50), { limits }))).toEqual(['LIMIT_EXCEEDED', 'line 1']);
  });

  it('does not hold for a JSON root that is no array, of which nothing is kept', async () => {
    expect(await measure('a.json', `{"a":"${fill(200)}"}`, { limits })).toMatchObject({
      ...good,
      recordCount: 1,
    });
  });

  it('tells an unclosed quote from a row that is only too large, however much follows', async () => {
    const rest = '3,4\n'.repeat(100_000);
    const open = `a,b\n5,6\n1,"${rest}`;
    expect(fault(await measure('a.csv', open, { limits }))).toEqual(['MALFORMED_CSV', 'line 3']);
    expect(fault(await measure('a.csv', `${open}"`, { limits }))).toEqual(['LIMIT_EXCEEDED', 'line 3']);
    expect(fault(await measure('a.csv', `a,b\n1\n1,"${rest}`, { limits }))).toEqual([
      'MALFORMED_CSV',
      'line 2',
    ]);
  });

  /** Before and behind 20 MB of letters. */
  const LARGE: Record<string, [name: string, head: string, tail: string, place: string]> = {
    'CSV row': ['a.csv', 'a,b\n1,', '\n3,4\n', 'line 2'],
    'quoted CSV row': ['a.csv', 'a,b\n1,"', '"\n3,4\n', 'line 2'],
    'NDJSON line': ['a.ndjson', '1\n"', '"\n2\n', 'line 2'],
    'JSON element': ['a.json', '[1,"', '",2]', 'byte 3'],
    'XML element': ['a.xml', '<a>\n<b>', '</b></a>', 'line 2'],
    'XML attribute': ['a.xml', '<a\n b="', '"/>', 'line 1'],
  };

  it.each(Object.entries(LARGE))('stops a 20 MB %s', async (_, [name, head, tail, place]) => {
    const chunks = [Buffer.from(head), ...repeat('x'.repeat(MIB), 20), Buffer.from(tail)];
    expect(fault(await measureMade(name, chunks))).toEqual(['LIMIT_EXCEEDED', place]);
  });

  it('tells a CSV row of many blocks at its cap from one above', async () => {
    const chunks = [Buffer.from('a,b\n1,'), ...repeat('x'.repeat(MIB), 2), Buffer.from('\n3,4\n')];
    expect(await measureMade('a.csv', chunks, { maxRecordSizeInBytes: 2 * MIB + 2 })).toMatchObject(good);
    const verdict = await measureMade('a.csv', chunks, { maxRecordSizeInBytes: 2 * MIB + 1 });
    expect(fault(verdict)).toEqual(['LIMIT_EXCEEDED', 'line 2']);
  });

  it.each([
    ['a.csv', 'a,b\n1,"', '"\n'],
    ['a.ndjson', '"', '"\n'],
    ['a.json', '["', '"]'],
    ['a.xml', '<a><b>', '</b></a>'],
  ])('lets a 15 MB record of %s through', async (name, head, tail) => {
    const chunks = [Buffer.from(head), ...repeat('x'.repeat(MIB), 15), Buffer.from(tail)];
    expect(await measureMade(name, chunks)).toMatchObject({ ...good, recordCount: 1 });
  });
});

describe('width and depth', () => {
  const row = (columns: number) => Array.from({ length: columns }, (_, n) => `c${n}`).join(',');

  it('takes 2,000 CSV columns and refuses 2,001', async () => {
    expect(await measure('a.csv', row(2_000))).toMatchObject({ ...good, details: { columnCount: 2_000 } });
    expect(fault(await measure('a.csv', row(2_001)))).toEqual(['LIMIT_EXCEEDED', 'line 1']);
  });

  it('refuses a row of 16 MB of commas before it is built', async () => {
    const chunks = [Buffer.from('a,b\n'), ...repeat(','.repeat(MIB), 15)];
    expect(fault(await measureMade('a.csv', chunks))).toEqual(['LIMIT_EXCEEDED', 'line 2']);
  });

  it('takes 1,000 XML attributes and refuses 1,001', async () => {
    const element = (count: number) =>
      `<a>\n<b ${Array.from({ length: count }, (_, n) => `c${n}=""`).join(' ')}/></a>`;
    expect(await measure('a.xml', element(1_000))).toMatchObject(good);
    expect(fault(await measure('a.xml', element(1_001)))).toEqual(['LIMIT_EXCEEDED', 'line 2']);
  });

  it('counts the attributes of each element by themselves', async () => {
    const file = `<a>${'<b c="" d=""/>'.repeat(2_000)}</a>`;
    expect(await measure('a.xml', file)).toMatchObject({ ...good, recordCount: 2_000 });
  });

  it.each([
    ['byte 256', 'a.json', '['.repeat(5_000) + ']'.repeat(5_000)],
    ['byte 1280', 'a.json', '{"a":'.repeat(5_000)],
    ['byte 258', 'a.json', `[1,${'['.repeat(5_000)}`],
    ['line 1', 'a.xml', '<a>'.repeat(40_000)],
    ['line 2', 'a.ndjson', `1\n${'['.repeat(5_000)}\n`],
  ])('refuses what gets too deep at %s of %s', async (place, name, text) => {
    expect(fault(await measure(name, text))).toEqual(['LIMIT_EXCEEDED', place]);
  });

  it('does not count brackets in strings as depth', async () => {
    const text = JSON.stringify(['['.repeat(5_000), '\\"{'.repeat(500)]);
    expect(await measure('a.json', text)).toMatchObject({ ...good, details: { maxDepth: 1 } });
    expect(await measure('a.ndjson', `${text}\n`)).toMatchObject(good);
  });
});

describe('gzip', () => {
  it('refuses a bomb after the first MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB, 'a'));
    expect(fault(await measure('a.txt.gz', bomb))).toEqual(['LIMIT_EXCEEDED', 'byte 2057']);
  });

  it('takes 200:1 and more while the output is at most 1 MiB', async () => {
    expect(await measure('a.txt.gz', gzipSync(Buffer.alloc(MIB, 'a')))).toMatchObject(good);
    expect(fault(await measure('a.txt.gz', gzipSync(Buffer.alloc(MIB + 1, 'a'))))).toContain(
      'LIMIT_EXCEEDED',
    );
  });

  it('measures the ratio against what is stored', async () => {
    const packed = gzipSync('one two\n'.repeat(100));
    const ratio = Math.ceil(800 / packed.length);
    const limits = { gzipRatioGraceInBytes: 100 };
    expect(await measure('a.txt.gz', packed, { limits: { ...limits, maxGzipRatio: ratio } })).toMatchObject(
      good,
    );
    const verdict = await measure('a.txt.gz', packed, { limits: { ...limits, maxGzipRatio: ratio - 1 } });
    expect(fault(verdict)).toEqual(['LIMIT_EXCEEDED', `byte ${packed.length}`]);
  });

  it('refuses output above the largest file', async () => {
    const packed = gzipSync('one two\n'.repeat(100));
    expect(await measure('a.txt.gz', packed, { limits: { maxFileSizeInBytes: 800 } })).toMatchObject(good);
    expect(fault(await measure('a.txt.gz', packed, { limits: { maxFileSizeInBytes: 799 } }))).toContain(
      'LIMIT_EXCEEDED',
    );
  });

  it('brackets damage between two bytes of the stored file', async () => {
    // Level 0 stores blocks as they are, each behind its length twice; a block whose lengths differ cannot be gone over.
    const packed = gzipSync(Buffer.alloc(300_000, 'one two\n'), { level: 0 });
    const second = 10 + 5 + packed.readUInt16LE(11);
    packed.writeUInt16LE(packed.readUInt16LE(second + 1) ^ 1, second + 1);
    const [code, from = '', to = ''] = fault(await measure('a.txt.gz', packed)) ?? [];
    const [low, high] = [Number(from.slice(5)), Number(to.slice(5))];
    expect(code).toBe('MALFORMED_GZIP');
    expect([low <= second + 4, second + 4 <= high, high - low < 64 * 1024]).toEqual([true, true, true]);
  });
});

describe('size', () => {
  it.each([
    ['a.csv', DEFAULT_LIMITS.maxFileSizeInBytes],
    ['a.pdf', DEFAULT_LIMITS.maxPdfSizeInBytes],
  ])('names both sizes when %s is too large', async (name, max) => {
    const verdict = await measure(name, 'x'.repeat(11), {
      limits: { maxFileSizeInBytes: 10, maxPdfSizeInBytes: 10 },
    });
    expect(max).toBeGreaterThan(10);
    expect(verdict).toMatchObject({
      reasonCode: 'FILE_TOO_LARGE',
      reason: expect.stringMatching(/10 bytes.* 11/),
    });
  });
});
