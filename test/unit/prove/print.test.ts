// When a proof stands, and what is said of one that does not.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { printProof } from '../../../scripts/prove/print.ts';
import type { Proof } from '../../../scripts/prove/prove-all.ts';

const WHOLE: Proof = {
  setups: [],
  schedules: 1000,
  histories: 7,
  violations: [],
  covered: 376,
  expected: 376,
  missing: [],
  seconds: 60,
};

let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('it stands with all the schedules that were asked for, every cell tried and nothing found', () => {
  expect(printProof(WHOLE, 1000)).toBe(true);
  expect(printed.at(-1)).toBe('schedules: 1000, violations: 0, coverage: 100 %');
});

test.each<[string, Partial<Proof>, string]>([
  [
    'fewer schedules',
    { schedules: 999 },
    'Only 999 of 1000 schedules in 60 s; give more time with --seconds N.',
  ],
  ['a gap', { covered: 375, missing: ['a call: lost'] }, 'not tried: a call: lost'],
  ['a violation', { violations: [{ id: 'x:1', broken: ['two rows'] }] }, 'violation x:1: two rows'],
])('it does not with %s', (_, changes, line) => {
  expect(printProof({ ...WHOLE, ...changes }, 1000)).toBe(false);
  expect(printed).toContain(line);
});

test('a gap is never rounded away', () => {
  printProof({ ...WHOLE, expected: 100_000, covered: 99_999, missing: ['one'] }, 0);
  expect(printed.at(-1)).toBe('schedules: 1000, violations: 0, coverage: 99.9 %');
});
