// The store of metric series: what a period holds, each statistic, and that it stays within its bounds.
import { describe, expect, it, test } from '@jest/globals';
import {
  createSeriesStore,
  type MetricId,
  type Statistic,
} from '../../../../../scripts/local/metrics/series.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);
const ERRORS: MetricId = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'f' } };

function storeOf(...samples: [afterInMs: number, value: number][]) {
  const store = createSeriesStore();
  for (const [after, value] of samples) store.add(ERRORS, { at: START + after, value });
  return store;
}

const all = { from: START, to: START + HOUR, periodInSeconds: 60, statistic: 'Sum' } as const;

describe('periods', () => {
  it('holds what began in it, and leaves out those without data', () => {
    const store = storeOf([0, 1], [MINUTE - 1, 2], [MINUTE, 4], [3 * MINUTE, 8]);
    expect(store.read(ERRORS, all)).toEqual([
      { at: START, value: 3 },
      { at: START + MINUTE, value: 4 },
      { at: START + 3 * MINUTE, value: 8 },
    ]);
  });

  it('begins at `from`, rounded down to a minute, and ends before `to`', () => {
    const store = storeOf([0, 1], [2 * MINUTE, 2], [6 * MINUTE, 4], [7 * MINUTE, 8]);
    const query = { ...all, from: START + 2 * MINUTE + 1, to: START + 7 * MINUTE, periodInSeconds: 300 };
    expect(store.read(ERRORS, query)).toEqual([{ at: START + 2 * MINUTE, value: 6 }]);
  });

  it('are in the order of time, whatever the order of the samples', () => {
    const store = storeOf([5 * MINUTE, 5], [MINUTE, 1], [3 * MINUTE, 3]);
    expect(store.read(ERRORS, all).map(({ value }) => value)).toEqual([1, 3, 5]);
  });

  it.each([0, 30, 90, -60, Number.NaN])('refuses a period of %s seconds', (periodInSeconds) => {
    expect(() => storeOf([0, 1]).read(ERRORS, { ...all, periodInSeconds })).toThrow(
      /whole number of minutes/,
    );
  });
});

describe('statistics', () => {
  test.each<[Statistic, number]>([
    ['Sum', 5050],
    ['SampleCount', 100],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['p50', 50],
    ['p95', 95],
    ['p99', 99],
    ['p99.9', 100],
    ['p100', 100],
    ['p1', 1],
  ])('%s of 1 to 100, over two minutes', (statistic, value) => {
    const samples = Array.from({ length: 100 }, (_, at): [number, number] => [at * 1000, 100 - at]);
    const query = { ...all, periodInSeconds: 120, statistic };
    expect(storeOf(...samples).read(ERRORS, query)).toEqual([{ at: START, value }]);
  });

  test.each<Statistic>(['p0', 'p101', `p${Number.NaN}` as Statistic])('%s is refused', (statistic) => {
    expect(() => storeOf([0, 1]).read(ERRORS, { ...all, statistic })).toThrow(RangeError);
  });
});

describe('metrics', () => {
  it('are told apart by namespace, name and every dimension, whatever the order', () => {
    const store = createSeriesStore();
    const two = { ...ERRORS, dimensions: { a: '1', b: '2' } };
    store.add(two, { at: START, value: 7 });
    expect(store.read({ ...ERRORS, dimensions: { b: '2', a: '1' } }, all)).toEqual([{ at: START, value: 7 }]);
    const others: MetricId[] = [
      { ...two, namespace: 'AWS/SQS' },
      { ...two, name: 'Throttles' },
      { ...two, dimensions: { a: '1' } },
      { ...two, dimensions: { a: '1', b: '3' } },
      { ...two, dimensions: {} },
    ];
    for (const other of others) expect(store.read(other, all)).toEqual([]);
    expect(store.list()).toEqual([two]);
  });

  it('drops what is no number', () => {
    expect(storeOf([0, Number.NaN], [0, Infinity]).list()).toEqual([]);
  });
});

describe('bounds', () => {
  it('keeps sums for two days and single values for three hours', () => {
    const store = storeOf([0, 1], [46 * HOUR, 2], [48 * HOUR - MINUTE, 3]);
    const days = { ...all, to: START + 50 * HOUR };
    expect(store.read(ERRORS, days).map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(store.read(ERRORS, { ...days, statistic: 'p50' }).map(({ value }) => value)).toEqual([2, 3]);
    store.add(ERRORS, { at: START + 48 * HOUR, value: 4 });
    expect(store.read(ERRORS, days).map(({ value }) => value)).toEqual([2, 3, 4]);
    store.add(ERRORS, { at: START, value: 5 });
    expect(store.read(ERRORS, days).map(({ value }) => value)).toEqual([2, 3, 4]);
  });

  it('takes a part of very many values of a minute, evenly', () => {
    const store = storeOf(...Array.from({ length: 100_000 }, (_, at): [number, number] => [0, at]));
    const read = (statistic: Statistic) => store.read(ERRORS, { ...all, statistic })[0]?.value ?? Number.NaN;
    expect(read('SampleCount')).toBe(100_000);
    expect(Math.abs(read('p50') - 50_000)).toBeLessThan(500);
    expect(Math.abs(read('p99') - 99_000)).toBeLessThan(500);
  });

  it('weighs a busy minute by its values', () => {
    const busy = Array.from({ length: 10_000 }, (): [number, number] => [0, 1]);
    const quiet = Array.from({ length: 1000 }, (): [number, number] => [MINUTE, 2]);
    const [period] = storeOf(...busy, ...quiet).read(ERRORS, {
      ...all,
      periodInSeconds: 120,
      statistic: 'p90',
    });
    expect(period?.value).toBe(1);
  });
});
