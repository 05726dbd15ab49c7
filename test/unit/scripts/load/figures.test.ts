import { describe, expect, test } from '@jest/globals';
import { asJson, asText, shareOf, violationsOf, type Measured } from '../../../../scripts/load/figures.ts';

const NOTHING_WRONG = { lost: 0, doubled: 0, wrong: 0, told: [] };

const GOOD: Measured = {
  versions: { node: '24.0.0' },
  files: 200,
  clients: 4,
  acceptedPerSecond: 120,
  processedPerSecond: 80,
  ceilingPerSecond: 100,
  latencyInMs: { p50: 10, p95: 20, p99: 30, max: 40 },
  tally: NOTHING_WRONG,
  troubles: [],
  calls: [
    { operation: 'dynamodb UpdateItem', perFile: 4, medianInMs: 2.5 },
    { operation: 's3 ListObjectVersions', perFile: 1, medianInMs: 5, remark: 'only here' },
  ],
  cpuInMsAFile: {
    ours: { engine: 25, functions: 20, clients: 2.5 },
    ceiling: { engine: 4, functions: 0.2, clients: 2.4 },
  },
};

describe('the share', () => {
  test('is our speed over that of the ceiling', () => expect(shareOf(80, 100)).toBe(0.8));
  test('is nothing when the ceiling is unknown', () => expect(shareOf(80, 0)).toBe(0));
});

test('the JSON has the agreed shape', () => {
  expect(asJson(GOOD)).toEqual({
    versions: { node: '24.0.0' },
    files: 200,
    clients: 4,
    acceptedPerSecond: 120,
    processedPerSecond: 80,
    ceilingPerSecond: 100,
    share: 0.8,
    latencyInMs: { p50: 10, p95: 20, p99: 30, max: 40 },
    lost: 0,
    doubled: 0,
    wrong: 0,
    calls: GOOD.calls,
    cpuInMsAFile: GOOD.cpuInMsAFile,
    ratios: [
      { name: 'files-per-second-vs-empty-handler', value: 0.8, better: 'higher', floor: 0.6, target: 0.8 },
    ],
  });
});

test('unknown latencies are null in the JSON and words in the text', () => {
  const measured = { ...GOOD, latencyInMs: undefined };
  expect(asJson(measured).latencyInMs).toBeNull();
  expect(asText(measured).join('\n')).toContain('nothing was announced');
});

describe('the command fails', () => {
  test('not when all is well, nor for the share, which is told', () => {
    expect(violationsOf(GOOD)).toEqual([]);
    const slow = { ...GOOD, processedPerSecond: 59 };
    expect(violationsOf(slow)).toEqual([]);
    expect(asText(slow).join('\n')).toContain(
      'share      0.59 of the ceiling (target 0.8, floor 0.6: BELOW FLOOR)',
    );
    expect(asText(GOOD).join('\n')).toContain('share      0.80 of the ceiling (target 0.8, floor 0.6)');
  });

  test.each<[string, Partial<Measured>, string]>([
    ['lost files', { tally: { ...NOTHING_WRONG, lost: 2 } }, '2 files were lost.'],
    ['doubled ones', { tally: { ...NOTHING_WRONG, doubled: 1 } }, '1 rows or messages are too many.'],
    ['wrong verdicts', { tally: { ...NOTHING_WRONG, wrong: 1 } }, '1 files have a wrong verdict.'],
    ['a chain that stands still', { troubles: ['It stands still.'] }, 'It stands still.'],
  ])('for %s', (_, change, sentence) => {
    expect(violationsOf({ ...GOOD, ...change })).toEqual([sentence]);
  });
});

test('the text adds up what the calls of a file take the engine', () => {
  const lines = asText(GOOD);
  expect(lines).toContain('  4.00 x dynamodb UpdateItem        2.5 ms');
  expect(lines).toContain('  together 15.0 ms a file, beside 10.0 ms for one of the empty chain');
});

test('the text says what the one process of the engine allows, where that is known', () => {
  const lines = asText(GOOD);
  expect(lines).toContain('processor time a file: engine 25.0 ms, functions 20.0 ms, clients 2.5 ms');
  expect(lines.at(-1)).toBe("  so the engine's one process can do at most 40 files/s of ours");
  const unknown = { ours: undefined, ceiling: undefined };
  expect(asText({ ...GOOD, cpuInMsAFile: unknown }).join()).not.toContain('processor time');
});
