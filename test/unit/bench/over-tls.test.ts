// What the measurements over TLS come to: processor time over that of throwing away, and growth of memory.
import { describe, expect, test } from '@jest/globals';
import type { Content } from '../../../bench/lib/fetching.ts';
import { summarize, type Summary } from '../../../bench/lib/measurement.ts';
import { memoryOutcomes } from '../../../bench/lib/memory.ts';
import { keyOf, nameOf } from '../../../bench/lib/objects.ts';
import { cpuRatio } from '../../../bench/lib/processor-time.ts';
import { FORMATS, type BenchFormat } from '../../../bench/data/shapes.ts';
import { pathRatio } from '../../../bench/lib/whole-path.ts';
import type { Found } from '../../../bench/variants/variant.ts';

const GB = 1e9;
const truth = { records: 1, lines: 2, words: 3, bytes: GB };
const contents = Object.fromEntries(
  FORMATS.map((format): [BenchFormat, Content] => [format, { sizeInBytes: GB, truth }]),
) as Record<BenchFormat, Content>;
const all: Found = { verdict: 'PROCESSED', ...truth };

const costing = (cpuSeconds: readonly number[], found: Found = all) =>
  summarize(
    cpuSeconds.map((cost) => ({ seconds: 100, cpuSeconds: cost, passes: 1, found })),
    GB,
  );

describe('processor time', () => {
  const discard = costing([1.2, 1.4, 99], { verdict: 'PROCESSED', bytes: GB });

  test('is the median of processing over the median of throwing away', () => {
    const summaries = new Map([
      ['csv/process', costing([0.1, 2.1, 3])],
      ['discard', discard],
    ]);
    expect(cpuRatio('csv', summaries, contents)).toEqual({
      name: 'cpu-get-process-over-discard-csv',
      value: expect.closeTo(1.5, 10),
    });
  });

  test.each<[string, Found, Found]>([
    ['xml/process finds 9 words, 3 are there', { ...all, words: 9 }, all],
    ['xml/process rejects the file', { verdict: 'REJECTED' }, all],
    ['discard finds 7 bytes, 1000000000 are there', all, { verdict: 'PROCESSED', bytes: 7 }],
  ])('is refused when %s', (refused, processed, discarded) => {
    const summaries = new Map([
      ['xml/process', costing([1, 1], processed)],
      ['discard', costing([1, 1], discarded)],
    ]);
    expect(cpuRatio('xml', summaries, contents)).toEqual({
      name: 'cpu-get-process-over-discard-xml',
      refused,
    });
  });
});

describe('the whole path', () => {
  test('costs as many times less as the kernel makes it', () => {
    const sides = { process: costing([2]), library: costing([7]) };
    expect(pathRatio('ndjson', sides, contents.ndjson)).toEqual({
      name: 'whole-path-ndjson-vs-library',
      value: expect.closeTo(3.5, 10),
    });
  });

  test.each<[string, Found, Found]>([
    ['csv/process finds 9 words, 3 are there', { ...all, words: 9 }, all],
    ['csv/library finds 2 records, 1 are there', all, { ...all, records: 2 }],
    ['csv/library rejects the file', all, { verdict: 'REJECTED' }],
  ])('is refused when %s', (refused, kernel, library) => {
    const sides = { process: costing([2], kernel), library: costing([7], library) };
    expect(pathRatio('csv', sides, contents.csv)).toEqual({ name: 'whole-path-csv-vs-library', refused });
  });
});

describe('memory', () => {
  const peaking = (peakInMb: number, found: Found = all): Summary =>
    summarize([{ seconds: 1, cpuSeconds: 1, passes: 1, found, peakInBytes: peakInMb * 1e6 }], GB);
  const both = { small: contents, large: contents };
  const growth = (format: BenchFormat, small: number, large: number) => ({
    format,
    small: peaking(small),
    large: peaking(large),
  });

  test('is the growth of the worst format, and the peak of the worst', () => {
    expect(memoryOutcomes([growth('csv', 100, 104), growth('xml', 80, 95)], both)).toEqual([
      { name: 'rss-growth-in-mb', value: 15 },
      { name: 'rss-peak-in-mb', value: 104 },
    ]);
  });

  test('is refused when an object was not read to its end', () => {
    const cut = { ...growth('csv', 100, 101), large: peaking(101, { ...all, bytes: 5 }) };
    expect(memoryOutcomes([growth('xml', 1, 1), cut], both)).toEqual([
      { name: 'rss-growth-in-mb', refused: 'csv finds 5 bytes, 1000000000 are there' },
      { name: 'rss-peak-in-mb', refused: 'csv finds 5 bytes, 1000000000 are there' },
    ]);
  });
});

test('keys of objects say what they hold, and no other key is one', () => {
  for (const format of FORMATS) expect(nameOf(keyOf({ format, times: 187 }))).toEqual({ format, times: 187 });
  for (const key of ['csv-0.csv', 'csv-1.xml', 'toString-1.csv', 'csv-1.csv.gz', '../csv-1.csv', ''])
    expect(nameOf(key)).toBeUndefined();
});
