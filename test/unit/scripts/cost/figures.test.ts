import { expect, test } from '@jest/globals';
import { asJson, asText, claimsOf, type Costed } from '../../../../scripts/cost/figures.ts';
import { times, type Usage } from '../../../../scripts/cost/usage.ts';

const use = (price: Usage['price'], quantity: number, basis: Usage['basis'] = 'measured'): Usage => ({
  price,
  quantity,
  basis,
  what: `use of ${price}`,
});

/** A file takes one PUT and two writes; a month has ten metrics more than are free. */
const FILE = [use('s3Put', 1), use('dynamodbWrite', 2)];
const COSTED: Costed = {
  versions: { node: '24.0.0' },
  options: { filesPerDay: 1_000, sizeInMB: 1, format: 'csv', storedFiles: 30_000 },
  memoryInMB: 512,
  fixedCpuInMs: 20,
  cpuSecondsPerGB: 2,
  model: {
    durationInMs: { good: 100, rejected: 90 },
    good: FILE,
    rejected: [use('s3Put', 1)],
    userPut: [use('s3Put', 1, 'assumed'), use('s3Storage', 0.001, 'assumed')],
    month: (filesPerDay) => [...times(FILE, filesPerDay * 30), use('customMetric', 20)],
  },
};

test('the JSON has its shape, and sums that were worked out by hand', () => {
  const figures = asJson(COSTED);
  expect(figures).toMatchObject({
    versions: { node: '24.0.0' },
    prices: { region: 'us-east-1', currency: 'USD', asOf: expect.any(String) },
    filesPerDay: 1_000,
    sizeInMB: 1,
    format: 'csv',
    storedFiles: 30_000,
    memoryInMB: 512,
    durationInMs: { good: 100, rejected: 90 },
    fixedCpuInMs: 20,
    cpuSecondsPerGB: 2,
  });
  // A million: PUTs 5.00, writes 1.25.
  expect(figures.perMillionFiles.goodInUSD).toBeCloseTo(6.25, 10);
  expect(figures.perMillionFiles.rejectedInUSD).toBeCloseTo(5, 10);
  // 5.00 and 1,000 GB-months.
  expect(figures.perMillionFiles.userPutInUSD).toBeCloseTo(28, 10);
  // 30,000 files: 0.15 + 0.0375; 20 metrics: 6.00, of which 10 are free.
  expect(figures.perMonth.totalInUSD).toBeCloseTo(6.1875, 10);
  expect(figures.perMonth.afterFreeUnitsInUSD).toBeCloseTo(3.1875, 10);
  expect(figures.perMonth.userPutInUSD).toBeCloseTo(0.84, 10);
  expect(figures.perMonth.services[0]).toEqual({ service: 'CloudWatch', usd: 6 });
  expect(figures.perMonth.usages[0]).toEqual({
    ...use('s3Put', 30_000),
    usd: expect.closeTo(0.15, 10),
    unit: 'request',
  });
});

test('the claims of others stand beside ours, for their own numbers of files', () => {
  expect(claimsOf(COSTED.model)).toEqual([
    {
      what: '1,000 files of 1 MB a day',
      fromUSD: 5,
      toUSD: 10,
      oursInUSD: expect.closeTo(6.1875, 10),
      oursAfterFreeUnitsInUSD: expect.closeTo(3.1875, 10),
      oursOfFilesAloneInUSD: expect.closeTo(0.1875, 10),
      userPutInUSD: expect.closeTo(0.84, 10),
    },
    {
      what: '10,000 files a day',
      fromUSD: 150,
      toUSD: 150,
      oursInUSD: expect.closeTo(7.875, 10),
      oursAfterFreeUnitsInUSD: expect.closeTo(4.875, 10),
      oursOfFilesAloneInUSD: expect.closeTo(1.875, 10),
      userPutInUSD: expect.closeTo(8.4, 10),
    },
  ]);
});

test('the text says what is measured, what is assumed, the date of the prices and the claims', () => {
  const text = asText(COSTED).join('\n');
  expect(text).toMatch(/us-east-1.*to be checked/);
  expect(text).toMatch(/│ S3 +│ use of s3Put +│ 1 request +│ 5\.00 +│ measured │/);
  expect(text).toContain('1,000 files of 1 MB a day: others say 5-10 USD a month; ours 6.19 by the list');
  expect(text).toContain('The duration is a model');
  const given = asText({ ...COSTED, options: { ...COSTED.options, durationInMs: 80 } }).join('\n');
  expect(given).toContain('The duration was given.');
});
