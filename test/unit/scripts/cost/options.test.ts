import { expect, test } from '@jest/globals';
import { readCostOptions, type RawCostOptions } from '../../../../scripts/cost/options.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';

test('the defaults', () => {
  expect(readCostOptions({})).toEqual({
    filesPerDay: 1_000,
    sizeInMB: 1,
    format: 'csv',
    storedFiles: 30_000,
  });
});

test('what is given', () => {
  const raw = {
    filesPerDay: '10',
    size: '0.5',
    format: 'xml',
    memory: '1024',
    durationMs: '87.5',
    storedFiles: '0',
  };
  expect(readCostOptions(raw)).toEqual({
    filesPerDay: 10,
    sizeInMB: 0.5,
    format: 'xml',
    memoryInMB: 1_024,
    durationInMs: 87.5,
    storedFiles: 0,
  });
});

const NONSENSE: [RawCostOptions, RegExp][] = [
  [{ filesPerDay: '0' }, /--files-per-day takes a whole number from 1 to 10000000, not "0"/],
  [{ filesPerDay: '1.5' }, /not "1.5"/],
  [{ size: '0' }, /--size takes a number from 0.001 to 256, not "0"/],
  [{ size: '300' }, /not "300"/],
  [{ size: '1MB' }, /not "1MB"/],
  [{ size: '-1' }, /not "-1"/],
  [{ format: 'pdf' }, /--format takes csv, json, ndjson, xml, text, not "pdf"/],
  [{ memory: '128' }, /--memory takes a whole number from 256 to 10240/],
  [{ durationMs: '0' }, /--duration-ms/],
  [{ storedFiles: 'all' }, /--stored-files/],
  [{ json: '/no/such/folder/cost.json' }, /Nothing can be written/],
];

test.each(NONSENSE)('refuses %j', (raw, sentence) => {
  expect(() => readCostOptions(raw)).toThrow(UserError);
  expect(() => readCostOptions(raw)).toThrow(sentence);
});
