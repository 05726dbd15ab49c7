// Medians, agreement of counts, floors: what decides whether a figure is told and whether it is good enough.
import { describe, expect, test } from '@jest/globals';
import {
  describeGoals,
  GOALS,
  isGood,
  ratiosOf,
  standingOf,
  type Outcome,
} from '../../../bench/lib/goals.ts';
import { disagreement, summarize, type Measurement } from '../../../bench/lib/measurement.ts';
import { interleaved, median } from '../../../bench/lib/rounds.ts';
import type { Found } from '../../../bench/variants/variant.ts';

const found: Found = { verdict: 'PROCESSED', records: 3, lines: 4, words: 5 };
const round = (more: Partial<Measurement>): Measurement => ({
  seconds: 1,
  cpuSeconds: 1,
  passes: 1,
  found,
  ...more,
});

describe('median', () => {
  test('is the value in the middle, whatever the order', () => {
    expect(median([9, 1, 100])).toBe(9);
  });

  test('is the mean of the two in the middle of an even number', () => {
    expect(median([10, 1, 2, 100])).toBe(6);
  });

  test('does not exist of nothing', () => {
    expect(() => median([])).toThrow('no median');
  });
});

test('rounds take all jobs in turn before any comes again', async () => {
  const order: string[] = [];
  const results = await interleaved(['a', 'b'], 3, async (job, number) => {
    order.push(`${job}${number}`);
    return number;
  });
  expect(order).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  expect(results.get('b')).toEqual([1, 2, 3]);
});

describe('the summary of the rounds', () => {
  test('tells the median speed of all passes, and its range', () => {
    const rounds = [round({ seconds: 1 }), round({ seconds: 4, passes: 2 }), round({ seconds: 0.1 })];
    const summary = summarize(rounds, 50e6);
    expect(summary).toMatchObject({ megabytesPerSecond: 50, slowest: 25, fastest: 500 });
  });

  test('tells the processor time of a gigabyte', () => {
    const rounds = [round({ cpuSeconds: 3, passes: 3 }), round({ cpuSeconds: 2 }), round({ cpuSeconds: 9 })];
    expect(summarize(rounds, 500e6).cpuSecondsPerGigabyte).toBe(4);
  });

  test('tells the median peak, and none where none was seen', () => {
    const peaks = [1e6, 3e6, 2e6].map((peakInBytes) => round({ peakInBytes }));
    expect(summarize(peaks, 1e6).peakInMb).toBe(2);
    expect(summarize([round({})], 1e6)).not.toHaveProperty('peakInMb');
  });
});

describe('agreement', () => {
  const truth = { records: 3, lines: 4, words: 5 };
  const names = ['records', 'lines'] as const;
  const withRounds = (...founds: Found[]) =>
    summarize(
      founds.map((one) => round({ found: one })),
      1e6,
    );
  const ours = withRounds(found, found);

  test('is there when every round of both sides has found the truth', () => {
    const theirs = withRounds({ verdict: 'PROCESSED', records: 3, lines: 4, words: 999 });
    expect(disagreement({ sides: { ours, theirs }, names, truth })).toBeUndefined();
  });

  test.each<[string, Found, string]>([
    ['another number', { ...found, lines: 9 }, 'theirs finds 9 lines, 4 are there'],
    ['no number', { verdict: 'PROCESSED', records: 3 }, 'theirs finds no lines, 4 are there'],
    ['another verdict', { ...found, verdict: 'REJECTED' }, 'theirs rejects the file'],
  ])('is missing when one round of one side has found %s', (_, other, told) => {
    const theirs = withRounds(found, other);
    expect(disagreement({ sides: { ours, theirs }, names, truth })).toBe(told);
  });

  test('is missing when both sides are wrong in the same way', () => {
    const wrong = withRounds({ ...found, records: 2 });
    expect(disagreement({ sides: { ours: wrong, theirs: wrong }, names, truth })).toBe(
      'ours finds 2 records, 3 are there',
    );
  });
});

describe('floors', () => {
  test.each<[number, string]>([
    [39.99, 'BELOW FLOOR'],
    [40, 'above floor'],
    [64.9, 'above floor'],
    [65, 'target'],
    [NaN, 'BELOW FLOOR'],
  ])('where higher is better, %d is judged %s', (value, standing) => {
    expect(standingOf('csv-vs-csv-parse', value)).toBe(standing);
  });

  test.each<[number, string]>([
    [24.1, 'BELOW FLOOR'],
    [24, 'above floor'],
    [8, 'target'],
    [-3, 'target'],
    [NaN, 'BELOW FLOOR'],
  ])('where lower is better, %d is judged %s', (value, standing) => {
    expect(standingOf('rss-growth-in-mb', value)).toBe(standing);
  });

  test('every target is at least as good as its floor', () => {
    for (const [name, { target }] of Object.entries(GOALS))
      expect([name, standingOf(name as keyof typeof GOALS, target)]).toEqual([name, 'target']);
  });

  test('are those that were promised', () => {
    const promised = Object.entries(GOALS).map(([name, { floor, target }]) => `${name} ${floor} ${target}`);
    expect(promised).toEqual(
      expect.arrayContaining([
        'cpu-get-process-over-discard-text 1.3 1.05',
        'cpu-get-process-over-discard-csv 1.6 1.25',
        'cpu-get-process-over-discard-xml 1.8 1.35',
        'cpu-get-process-over-discard-json 1.9 1.4',
        'cpu-get-process-over-discard-ndjson 2.1 1.4',
        'csv-vs-csv-parse 40 65',
        'csv-vs-udsv 5 9',
        'json-array-vs-stream-json 20 35',
        'ndjson-vs-readline-json-parse 4.5 10',
        'xml-vs-saxes 7 11',
        'text-vs-readline 14 22',
        'rss-growth-in-mb 24 8',
        'bundle-entry-in-kb 300 260',
        'bundle-total-in-kb 700 600',
        'first-file-bundled-over-not-bundled 0.8 0.6',
      ]),
    );
  });

  test('stand in the help with the words of the goal', () => {
    const help = describeGoals();
    for (const name of Object.keys(GOALS)) expect(help).toContain(`  ${name}\n`);
    expect(help).toContain('at most 24, target 8');
    expect(help).toContain('at least 40, target 65');
  });
});

describe('the outcome of all', () => {
  const good: Outcome[] = [
    { name: 'rss-growth-in-mb', value: 5 },
    { name: 'csv-vs-csv-parse', value: 50 },
  ];

  test('is good when no figure is beyond its floor', () => {
    expect(isGood(good)).toBe(true);
  });

  test('is bad when one is, in either direction', () => {
    expect(isGood([...good, { name: 'csv-vs-udsv', value: 4.9 }])).toBe(false);
    expect(isGood([...good, { name: 'bundle-entry-in-kb', value: 301 }])).toBe(false);
  });

  test('is bad when a figure had to be refused', () => {
    expect(isGood([...good, { name: 'csv-vs-udsv', refused: 'csv/udsv rejects the file' }])).toBe(false);
  });

  test('becomes ratios of exactly five members, in the order of the goals, without those that were refused', () => {
    expect(ratiosOf([...good, { name: 'csv-vs-udsv', refused: 'why' }])).toEqual([
      { name: 'csv-vs-csv-parse', value: 50, better: 'higher', floor: 40, target: 65 },
      { name: 'rss-growth-in-mb', value: 5, better: 'lower', floor: 24, target: 8 },
    ]);
  });
});
