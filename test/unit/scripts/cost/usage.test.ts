// The arithmetic against examples that were worked out by hand.
import { describe, expect, test } from '@jest/globals';
import { PRICE_LIST, PRICES, type Price } from '../../../../scripts/cost/prices.ts';
import {
  costOf,
  times,
  totalAfterFreeUnits,
  totalOf,
  totalsByService,
  type Usage,
} from '../../../../scripts/cost/usage.ts';

const use = (price: Usage['price'], quantity: number): Usage => ({
  price,
  quantity,
  basis: 'measured',
  what: 'test',
});

describe('costs', () => {
  test.each<[Usage['price'], number, number]>([
    // 3 million requests at 0.20 a million
    ['lambdaRequest', 3_000_000, 0.6],
    // 0.1 s with 512 MB, a million times: 50,000 GB-s
    ['lambdaDuration', 50_000, 0.66667],
    // 30,000 PUTs at 0.005 a thousand
    ['s3Put', 30_000, 0.15],
    ['s3Get', 30_000, 0.012],
    // 8 writes a file, a million files
    ['dynamodbWrite', 8_000_000, 5],
    ['dynamodbRead', 86_400_000, 10.8],
    ['sqsRequest', 648_000, 0.2592],
    ['snsPublish', 30_000, 0.015],
    ['logsIngestion', 2, 1],
    ['customMetric', 61, 18.3],
    ['alarm', 34, 3.4],
    ['dashboard', 1, 3],
    ['eventBridgeS3Event', 1_000_000, 0],
    ['eventBridgeCustomEvent', 500_000, 0.5],
    ['snsMail', 100_000, 2],
  ])('%s: %d units', (price, quantity, usd) => expect(costOf(use(price, quantity))).toBeCloseTo(usd, 5));

  test('add up, multiply and stay apart by service', () => {
    const usages = [use('s3Put', 1_000), use('s3Get', 10_000), use('lambdaRequest', 1_000_000)];
    expect(totalOf(usages)).toBeCloseTo(0.209, 10);
    expect(totalOf(times(usages, 3))).toBeCloseTo(0.627, 10);
    expect(totalsByService(usages).map(({ service, usd }) => [service, Number(usd.toFixed(6))])).toEqual([
      ['Lambda', 0.2],
      ['S3', 0.009],
    ]);
  });
});

describe('the units that are always free', () => {
  test('are taken off the sum of all uses of one price, once', () => {
    // 1.5 million requests in two parts; 1 million is free.
    const usages = [use('lambdaRequest', 900_000), use('lambdaRequest', 600_000)];
    expect(totalAfterFreeUnits(usages)).toBeCloseTo(0.1, 10);
  });

  test('make nothing cheaper than nothing, and nothing free that has none', () => {
    expect(totalAfterFreeUnits([use('sqsRequest', 10)])).toBe(0);
    expect(totalAfterFreeUnits([use('s3Put', 1_000)])).toBeCloseTo(0.005, 10);
  });
});

describe('the price table', () => {
  test('says its date, region, currency and that it must be checked', () => {
    expect(PRICE_LIST).toMatchObject({ region: 'us-east-1', currency: 'USD' });
    expect(PRICE_LIST.asOf).toMatch(/^20\d\d-\d\d$/);
    expect(PRICE_LIST.source).toContain('to be checked');
  });

  test.each(Object.entries<Price>(PRICES))('%s has a unit, a price and a service', (_, price) => {
    expect(price.service).not.toBe('');
    expect(price.unit).not.toBe('');
    expect(price.usd).toBeGreaterThanOrEqual(0);
    expect(price.per).toBeGreaterThan(0);
    expect(price.usd > 0 || price.remark !== undefined).toBe(true);
  });
});
