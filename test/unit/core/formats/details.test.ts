// What a verdict tells beyond its counts: useful, bounded, and nothing of the content in a reason.
import { describe, expect, it } from '@jest/globals';
import { MAX_DETAILS_IN_BYTES, MAX_REASON_IN_CHARACTERS } from '../../../../lambda/core/limits.ts';
import { BAD } from './fixture-verdicts.ts';
import { measure, readFixture } from './measure.ts';

describe('details', () => {
  it.each([
    [
      'csv-byte-order-mark.csv',
      { hasByteOrderMark: true, delimiter: ',', columnCount: 2, columns: ['id', 'name'] },
    ],
    ['csv-semicolon.csv', { delimiter: ';', columnCount: 3, columns: ['id', 'name', 'price'] }],
    ['csv-tab.csv', { delimiter: '\t', columnCount: 2, columns: ['id', 'name'] }],
    ['csv-pipe.csv', { delimiter: '|', columnCount: 2, columns: ['id', 'name'] }],
    [
      'csv-delimiter-outside-quotes-only.csv',
      { delimiter: ';', columnCount: 3, columns: ['a,b,c,d', 'e', 'f'] },
    ],
    ['csv-utf8.csv', { delimiter: ',', columnCount: 2, columns: ['Größe', '名前'] }],
    [
      'csv-proto-columns.csv',
      { delimiter: ',', columnCount: 3, columns: ['__proto__', 'constructor', '__proto__'] },
    ],
    ['json-object.json', { topLevel: 'object', maxDepth: 3 }],
    ['json-scalar.json', { topLevel: 'string', maxDepth: 0 }],
    ['ndjson-blank-lines.ndjson', { blankLines: 3 }],
    ['xml-simple.xml', { rootElement: 'orders', maxDepth: 3 }],
    [
      'gzip-csv.csv.gz',
      { encoding: 'gzip', unpackedSizeInBytes: 19, delimiter: ',', columnCount: 2, columns: ['id', 'name'] },
    ],
    ['pdf-two-pages.pdf', { pageCount: 2 }],
  ])('of %s', async (name, details) => {
    expect(await measure(name, readFixture(name))).toMatchObject({ status: 'PROCESSED', details });
  });

  it('are absent where there is nothing to tell', async () => {
    expect(await measure('text-simple.txt', readFixture('text-simple.txt'))).not.toHaveProperty('details');
    expect(await measure('text-nul.txt', readFixture('text-nul.txt'))).not.toHaveProperty('details');
  });

  it.each([
    ['long names', Array.from({ length: 50 }, (_, n) => `${n}${'😀'.repeat(5_000)}`)],
    ['many names', Array.from({ length: 2_000 }, (_, n) => `column "${n}"\n`)],
  ])('stay within their room with %s', async (_, names) => {
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const verdict = await measure('a.csv', header);
    if (verdict.status !== 'PROCESSED') throw new Error(verdict.status);
    const { details = {} } = verdict;
    expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThanOrEqual(MAX_DETAILS_IN_BYTES);
    expect(details['columnCount']).toBe(names.length);
    expect(JSON.stringify(details).isWellFormed()).toBe(true);
    expect((details['columns'] as string[]).length).toBeGreaterThan(20);
  });

  it('cut the name of a root element', async () => {
    const verdict = await measure('a.xml', `<${'a'.repeat(100_000)}/>`);
    expect(verdict).toMatchObject({ details: { rootElement: `${'a'.repeat(99)}…` } });
  });
});

describe('reasons', () => {
  it.each(Object.keys(BAD))('%s has one short sentence', async (name) => {
    const verdict = await measure(name, readFixture(name));
    if (verdict.status !== 'REJECTED') throw new Error(verdict.status);
    expect(verdict.reason.length).toBeLessThanOrEqual(MAX_REASON_IN_CHARACTERS);
    expect(verdict.reason).toMatch(/^[A-Z][^\n]*\.$/);
  });

  it.each([
    ['a.csv', 'sEcReT,b\n1,2,sEcReT\n'],
    ['a.csv', 'sEcReT,b\nsEcReT,"sEcReT\n'],
    ['a.csv', 'sEcReT,b\nsEcReT,sEc"ReT\n'],
    ['a.json', '{"sEcReT": sEcReT}'],
    ['a.ndjson', '{"sEcReT": sEcReT}'],
    ['a.xml', '<sEcReT><a></sEcReT>'],
    ['a.xml', '<sEcReT>'],
    ['a.xml', '<a></sEcReT></a>'],
    ['a.xml', '<a sEcReT="" sEcReT=""/>'],
    ['a.xml', '<a>&sEcReT;</a>'],
    ['a.xml', '<?xml version="1.0" encoding="sEcReT"?><a/>'],
    ['a.xml', '<!DOCTYPE sEcReT><a/>'],
    ['a.sEcReT', 'x'],
  ])('%s with %j tells nothing of the content', async (name, text) => {
    const verdict = await measure(name, text);
    expect(verdict.status).toBe('REJECTED');
    expect(JSON.stringify(verdict)).not.toContain('sEcReT');
  });
});
