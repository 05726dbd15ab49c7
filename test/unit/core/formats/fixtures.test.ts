// Every bad input has its reason code and its place, and what must simply work simply works.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BAD, GOOD } from './fixture-verdicts.ts';
import { fault, FIXTURES, measure, readFixture } from './measure.ts';

describe('fixtures', () => {
  it('each have an expected verdict', () => {
    expect([...Object.keys(GOOD), ...Object.keys(BAD)].sort()).toEqual(readdirSync(FIXTURES).sort());
  });

  it.each(Object.entries(GOOD))('%s is processed with its counts', async (name, counts) => {
    const verdict = await measure(name, readFixture(name));
    if (verdict.status !== 'PROCESSED') throw new Error(JSON.stringify(verdict));
    const { lineCount, wordCount, recordCount } = verdict;
    expect([lineCount, wordCount, ...(recordCount === undefined ? [] : [recordCount])]).toEqual(counts);
  });

  it.each(Object.entries(BAD))('%s is rejected at its place', async (name, expected) => {
    expect(fault(await measure(name, readFixture(name)))).toEqual(expected);
  });

  it.each([...Object.keys(GOOD), ...Object.keys(BAD)])(
    '%s comes to the same in one-byte chunks',
    async (name) => {
      const bytes = readFixture(name);
      expect(await measure(name, bytes, { chunkSizes: [1] })).toEqual(await measure(name, bytes));
    },
  );
});
