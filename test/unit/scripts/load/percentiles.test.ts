import { describe, expect, test } from '@jest/globals';
import { latencyOf, percentile } from '../../../../scripts/load/percentiles.ts';

const HUNDRED = Array.from({ length: 100 }, (_, n) => 100 - n);

describe('a percentile', () => {
  test('is the nearest rank, whatever the order of the values', () => {
    expect([50, 95, 99, 100].map((percent) => percentile(HUNDRED, percent))).toEqual([50, 95, 99, 100]);
    expect(percentile([30, 10, 20], 50)).toBe(20);
    expect(percentile([30, 10, 20], 34)).toBe(20);
    expect(percentile([30, 10, 20], 33)).toBe(10);
  });

  test('of one value is that value', () => expect(percentile([7], 1)).toBe(7));

  test('sorts numbers as numbers and leaves the list as it is', () => {
    const values = [100, 9, 20];
    expect(percentile(values, 100)).toBe(100);
    expect(values).toEqual([100, 9, 20]);
  });

  test('of nothing is refused', () => expect(() => percentile([], 50)).toThrow(RangeError));
});

test('the latency has four figures, or is unknown when nothing was measured', () => {
  expect(latencyOf(HUNDRED)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(latencyOf([])).toBeUndefined();
});
