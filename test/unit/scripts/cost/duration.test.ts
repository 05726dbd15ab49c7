import { describe, expect, test } from '@jest/globals';
import {
  cpuShare,
  durationInMs,
  FETCH_CPU_SECONDS_PER_GB,
  gbSeconds,
  WAITS_IN_MS,
} from '../../../../scripts/cost/duration.ts';

const NOTHING = { services: [], sizeInBytes: 0, fixedCpuInMs: 0, cpuSecondsPerGB: 0 };
const ONE_CPU = 1_769;

test('memory gives a share of one processor, and never more than one', () => {
  expect([885, ONE_CPU, 10_240].map((mb) => Number(cpuShare(mb).toFixed(2)))).toEqual([0.5, 1, 1]);
});

describe('an invocation lasts', () => {
  test('as long as its calls', () => {
    const services = ['s3', 'dynamodb', 'dynamodb'];
    expect(durationInMs({ ...NOTHING, services }, 512)).toBe(
      (WAITS_IN_MS.s3 ?? 0) + 2 * (WAITS_IN_MS.dynamodb ?? 0),
    );
  });

  test('and as its processor time at the share that the memory gives', () => {
    expect(durationInMs({ ...NOTHING, fixedCpuInMs: 10 }, ONE_CPU)).toBe(10);
    expect(durationInMs({ ...NOTHING, fixedCpuInMs: 10 }, ONE_CPU / 4)).toBe(40);
  });

  test('and as parsing or fetching, whichever is slower', () => {
    const file = { ...NOTHING, sizeInBytes: 75e6 };
    // 75 MB at 75 MB/s: one second, while 75 MB at 1.34 CPU-s/GB are 0.1 s of a whole processor.
    expect(durationInMs(file, ONE_CPU)).toBe(1_000);
    const slow = { ...file, cpuSecondsPerGB: 40 - FETCH_CPU_SECONDS_PER_GB };
    expect(durationInMs(slow, ONE_CPU)).toBe(3_000);
    expect(durationInMs(slow, ONE_CPU / 2)).toBe(6_000);
  });
});

test('is billed by the millisecond and the memory', () => {
  expect(gbSeconds(100, 512)).toBeCloseTo(0.05, 10);
  expect(gbSeconds(0.2, 1_024)).toBeCloseTo(0.001, 10);
});
