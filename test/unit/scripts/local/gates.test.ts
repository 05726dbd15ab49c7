// What counts as passed: a check that did not run proves nothing.
import { describe, expect, it } from '@jest/globals';
import { figuresOf } from '../../../../scripts/local/gate.ts';
import { countJest } from '../../../../scripts/local/jest-gate.ts';
import type { JestResult } from '../../../../scripts/local/jest-gate.ts';
import { isGood } from '../../../../scripts/local/run-gates.ts';

const good: JestResult = {
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};
const ended = (exitCode: number) => ({ exitCode, output: '' });

describe('countJest', () => {
  it("takes over jest's own figures", () => {
    expect(countJest(ended(0), good)).toEqual({ passed: 5, failed: 0 });
    expect(countJest(ended(1), { ...good, success: false, numFailedTests: 2 })).toEqual({
      passed: 5,
      failed: 2,
    });
  });

  it.each([
    ['skipped tests', { numPendingTests: 1 }],
    ['planned tests', { numTodoTests: 1 }],
    ['suites that could not run', { numRuntimeErrorTestSuites: 1 }],
  ])('counts %s as failed', (_what, part) => {
    expect(countJest(ended(0), { ...good, ...part })).toEqual({ passed: 5, failed: 1 });
  });

  it.each([
    ['an exit code without a failed test', ended(1), good],
    ['no test at all', ended(0), { ...good, numPassedTests: 0 }],
    ['a run that jest itself does not call a success', ended(0), { ...good, success: false }],
  ])('counts %s as one failure', (_what, finished, result) => {
    expect(countJest(finished, result).failed).toBe(1);
  });

  it('counts a missing result as one failure, whatever the exit code', () => {
    expect(countJest(ended(0), undefined)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('isGood', () => {
  it.each([
    [{ passed: 1, failed: 0 }, true],
    [{ passed: 0, failed: 0 }, false],
    [{ passed: 9, failed: 1 }, false],
  ])('of %j is %j', (sum, expected) => {
    expect(isGood(sum)).toBe(expected);
  });
});

describe('figuresOf', () => {
  it('takes what tests measured out of the output, and nothing else', () => {
    const output =
      '  console.log\n      figure: 1,000 files: 20/s\n\n      at x\nfigures: no\n  figure: two\n';
    expect(figuresOf(output)).toEqual(['1,000 files: 20/s', 'two']);
  });
});
