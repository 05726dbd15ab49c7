// No verdict depends on how the content is cut: the readers take blocks of any size, and measureFile chunks of any size.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCsvReader } from '../../../../lambda/core/formats/csv.ts';
import { Meter } from '../../../../lambda/core/formats/meter.ts';
import { createNdjsonReader } from '../../../../lambda/core/formats/ndjson.ts';
import type { CreateReader } from '../../../../lambda/core/formats/reader.ts';
import { createCsvReferenceReader } from '../../../../lambda/core/formats/reference/csv-reference.ts';
import { createXmlReader } from '../../../../lambda/core/formats/xml.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { cut, measure, readBlocks } from '../../../unit/core/formats/measure.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
const pieces = (...of: string[]) =>
  fc.array(fc.constantFrom(...of), { maxLength: 60 }).map((parts) => parts.join(''));

const CSV_TEXT = pieces(
  '1,2\n',
  'x,"y"\r\n',
  '"p\nq",r\n',
  '"",é\n',
  '\n',
  '\r\n',
  '"',
  ',',
  '\r',
  '3,4,5\n',
  'z',
  '""',
);

/** Texts that are nearly of the format: enough of them are good, and the rest are broken in many ways. */
const TEXTS: Record<string, { create: CreateReader; text: fc.Arbitrary<string>; head: string }> = {
  csv: { create: createCsvReader, head: 'a,"b\n""c"\r\n', text: CSV_TEXT },
  'csv by csv-parse': { create: createCsvReferenceReader, head: 'a,"b\n""c"\r\n', text: CSV_TEXT },
  ndjson: {
    create: createNdjsonReader,
    head: '',
    text: pieces(
      '1\n',
      '{"a":"é"}\n',
      '[1,2]\r\n',
      ' \n',
      '\n',
      '"x',
      '"',
      '{',
      '}\n',
      'tru',
      'null',
      '[[[[[[[[',
    ),
  },
  xml: {
    create: createXmlReader,
    head: '<r>\n',
    text: pieces(
      '<a/>',
      '<a b="é">\n',
      '</a>',
      '\r\n',
      'text 😀',
      '<!-- c -->',
      '&amp;',
      '<![CDATA[<]]>',
      '<',
      '</r>',
      '>',
      '\n',
    ),
  },
};
const LIMITS = { ...DEFAULT_LIMITS, maxRecordSizeInBytes: 60, maxDepth: 6, maxCsvColumns: 4 };

describe('readers', () => {
  it.each(Object.entries(TEXTS))(
    '%s comes to the same in blocks of any size',
    async (_, { create, head, text }) => {
      const seen = { good: 0, bad: 0 };
      const read = (bytes: Buffer, blockSizes: readonly number[]) =>
        readBlocks(
          create({ limits: LIMITS, startOffset: 0, sizeInBytes: bytes.length }),
          cut(bytes, blockSizes),
        );
      await fc.assert(
        fc.asyncProperty(text, fc.constantFrom('', '</r>'), sizes, async (body, tail, blockSizes) => {
          const bytes = Buffer.from(head + body + (head === '<r>\n' ? tail : ''));
          const whole = await read(bytes, [bytes.length || 1]);
          expect(await read(bytes, blockSizes)).toEqual(whole);
          seen[Array.isArray(whole) ? 'bad' : 'good'] += 1;
        }),
        { numRuns: 1_500, seed: 3 },
      );
      expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(20);
    },
  );
});

describe('measureFile', () => {
  const content = fc.oneof(
    pieces('a,b\n', '1,2\n', '"x\ny",z\n', 'é', '\0', '\ufeff', '{"a":1}\n', '<a/>', ' ', '\n').map((text) =>
      Buffer.from(text),
    ),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  );

  it.each(['a.csv', 'a.json', 'a.ndjson', 'a.xml', 'a.txt', 'a.csv.gz', 'a.pdf'])(
    '%s comes to the same in chunks of any size',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(content, sizes, async (bytes, chunkSizes) => {
          expect(await measure(name, bytes, { chunkSizes })).toEqual(await measure(name, bytes));
        }),
        { numRuns: 150, seed: 4 },
      );
    },
  );

  /** Rows of many lengths, so that every part of one falls on the border of two blocks now and then. */
  const ROWS = Array.from({ length: 20_000 }, (_, number) => `${number} ${'😀é'.repeat(number % 17)}`);

  it.each([
    ['a.csv', ROWS.map((row) => `"${row}\n""x""",1\r\n`).join(''), 19_999],
    ['a.ndjson', ROWS.map((row) => `{"row":"${row}\\n"}\n`).join(''), 20_000],
    ['a.json', `[${ROWS.map((row) => `{"row":"${row}\\n"}`).join(',')}]`, 20_000],
    ['a.xml', `<r>${ROWS.map((row) => `<row number="${row}">&lt;${row}</row>\r\n`).join('')}</r>`, 20_000],
  ])('%s over many blocks loses nothing at their borders', async (name, text, recordCount) => {
    const verdict = await measure(name, text, { chunkSizes: [16_384, 5, 70_000] });
    expect(verdict).toMatchObject({ status: 'PROCESSED', recordCount });
  });

  it('counts words across the borders of blocks', () => {
    const [whole, inPieces] = [new Meter(), new Meter()];
    const bytes = Buffer.from('one two  three\nfour');
    whole.update(bytes);
    for (const piece of cut(bytes, [1, 2, 3])) inPieces.update(piece);
    expect([inPieces.wordCount, inPieces.lineCount]).toEqual([4, 2]);
    expect([whole.wordCount, whole.lineCount]).toEqual([4, 2]);
  });

  it('counts lines and words of any bytes across chunks as defined', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
        sizes,
        async (text, chunkSizes) => {
          fc.pre(!text.includes('\0') && text !== '\ufeff');
          const verdict = await measure('a.txt', text, { chunkSizes });
          const [lineFeeds, isOpen] = [text.split('\n').length - 1, !text.endsWith('\n')];
          const words = text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length;
          expect(verdict).toMatchObject({ lineCount: lineFeeds + (isOpen ? 1 : 0), wordCount: words });
        },
      ),
      { numRuns: 1_000, seed: 5 },
    );
  });
});
