import { describe, expect, test } from '@jest/globals';
import { backOff, busy } from '../../../lambda/core/result.ts';
import { committedRow } from '../../support/events.ts';

describe('backOff', () => {
  test('grows threefold with every receive, up to 900 seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 10].map((receives) => backOff(10, receives))).toEqual([
      10, 30, 90, 270, 810, 900, 900,
    ]);
  });

  test('takes a missing count for the first receive', () => {
    expect(backOff(10, 0)).toBe(10);
  });
});

describe('busy', () => {
  const now = Date.parse('2026-11-21T10:00:00.000Z');
  const leasedFor = (seconds: number) =>
    committedRow({ leaseUntil: new Date(now + seconds * 1000).toISOString() });

  test.each([
    [12.2, 13],
    [60, 60],
    [900, 60],
    [-5, 1],
  ])('of a lease with %d s left comes back after %d s', (rest, delayInSeconds) => {
    expect(busy(leasedFor(rest), now)).toEqual({ action: 'return', why: 'busy', delayInSeconds });
  });

  test('without a row comes back after a second', () => {
    expect(busy(undefined, now)).toMatchObject({ delayInSeconds: 1 });
  });
});
