// The part that reads files: it compares what found the same, refuses the rest, and a slow reader falls below its floor.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataFolder } from '../../../bench/data/base.ts';
import type { Bench } from '../../../bench/lib/bench.ts';
import { GOALS, isGood, ratiosOf, standingOf } from '../../../bench/lib/goals.ts';
import type { Measurement } from '../../../bench/lib/measurement.ts';
import { compare, measureReading, readSize, waysFor } from '../../../bench/lib/reading.ts';
import { COMPARISONS, WAYS, type Comparison } from '../../../bench/lib/reading-plan.ts';
import type { Task } from '../../../bench/lib/run-way.ts';
import { NODE_VARIANTS, type NodeVariant } from '../../../bench/variants/index.ts';
import { repeatFor } from '../../../bench/variants/repeat.ts';

const SIZE = 20_000;
/** Libraries are slow to begin with, and other tests may run beside. */
const TIMEOUT_IN_MS = 30_000;
const noPrograms = { pathOf: () => Promise.reject(new Error('Nothing is started here.')) };

let folder: string;
let printed: string[];
let bench: Bench;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-reading-'));
  printed = [];
  bench = {
    isQuick: true,
    rounds: 2,
    bodyInBytes: SIZE,
    dataFolder: dataFolder(folder, SIZE),
    runFolder: folder,
    tools: noPrograms,
    signal: new AbortController().signal,
    say: () => {},
    print: (text) => void printed.push(text),
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outcomeOf = async (run: (task: Task) => Promise<Measurement>, name: string) =>
  (await readSize(bench, 1, run)).find((outcome) => outcome.name === name);

/** Really reads, in this process; `as` puts another way in the place of one. */
const really =
  (as: Partial<Record<string, NodeVariant>> = {}) =>
  async ({ way, path }: Task): Promise<Measurement> => {
    const variant = await NODE_VARIANTS[as[way.id] ?? (way.id as NodeVariant)]();
    return repeatFor(0, () => variant(path));
  };

const known = new Map<string, Promise<Measurement>>();

/** What each way really finds, with times that are made up: so many seconds for ours, ten for the others. */
const inTime =
  (oursInSeconds: number) =>
  async (task: Task): Promise<Measurement> => {
    const { id } = task.way;
    const measured = known.get(id) ?? really()(task);
    known.set(id, measured);
    return { ...(await measured), passes: 1, seconds: id.endsWith('/ours') ? oursInSeconds : 10 };
  };

describe('a slow twin in the place of ours', () => {
  test(
    'falls below the floor, and so does the whole',
    async () => {
      // The library against itself: as fast as it is, that is far from the floor.
      const outcomes = await readSize(
        bench,
        1,
        really({ 'text/ours': 'text/readline', 'csv/ours': 'csv/csv-parse' }),
      );
      for (const name of ['text-vs-readline', 'csv-vs-csv-parse'] as const) {
        const ratio = ratiosOf(outcomes).find((one) => one.name === name);
        expect(ratio?.value).toBeLessThan(GOALS[name].floor);
        expect(standingOf(name, ratio?.value ?? 0)).toBe('BELOW FLOOR');
      }
      expect(isGood(outcomes)).toBe(false);
    },
    TIMEOUT_IN_MS,
  );

  test(
    'is told from a fast one by nothing but time',
    async () => {
      const fast = await readSize(bench, 1, inTime(10 / 100));
      expect(fast.map(({ name }) => name)).toContain('xml-vs-saxes');
      expect(isGood(fast)).toBe(true);
      expect(isGood(await readSize(bench, 1, inTime(10 / 3)))).toBe(false);
    },
    TIMEOUT_IN_MS,
  );
});

describe('a ratio', () => {
  test('is the median speed of ours over that of the other', async () => {
    let call = 0;
    const run = async (task: Task) => {
      call += 1;
      // The second round of ours is twice as fast: the median lies between.
      return {
        ...(await inTime(1)(task)),
        ...(task.way.id === 'xml/ours' && { seconds: call > 12 ? 0.5 : 1 }),
      };
    };
    expect(await outcomeOf(run, 'xml-vs-saxes')).toEqual({
      name: 'xml-vs-saxes',
      value: expect.closeTo(15, 5),
    });
  });

  test.each<[string, string, object]>([
    ['text-vs-readline', 'text/readline', { words: 1 }],
    ['csv-vs-udsv', 'csv/udsv', { columns: 10 }],
    ['json-array-vs-stream-json', 'json/ours', { records: 0 }],
    ['xml-vs-saxes', 'xml/saxes', { verdict: 'REJECTED' }],
    ['gzip-count-vs-gunzip', 'gzip/gunzip', { bytes: 1 }],
  ])('%s is refused when %s finds %j in one round', async (name, id, wrong) => {
    let seen = 0;
    const run = async (task: Task): Promise<Measurement> => {
      const right = await inTime(0.1)(task);
      if (task.way.id !== id) return right;
      seen += 1;
      return seen === 1 ? right : { ...right, found: { ...right.found, ...wrong } };
    };
    const outcomes = await readSize(bench, 1, run);
    expect(outcomes.find((outcome) => outcome.name === name)).toEqual({
      name,
      refused: expect.stringContaining(id),
    });
    expect(ratiosOf(outcomes).map((ratio) => ratio.name)).not.toContain(name);
    expect(isGood(outcomes)).toBe(false);
  });

  test('is left out where one of its sides was not measured', () => {
    const [comparison] = COMPARISONS as [Comparison];
    const file = { path: '', sizeInBytes: 1, truth: { records: 1, lines: 1, words: 1 } };
    expect(compare(comparison, new Map(), file)).toBeUndefined();
  });
});

test('the table has every way with its counts', () => {
  for (const id of ['text/ours', 'csv/udsv', 'gzip/gunzip']) expect(printed.join('\n')).toContain(id);
});

describe('the ways that are measured', () => {
  const tools = { ...noPrograms, python: '3', wc: '9' };
  const ids = (has: Task['tools'], times: number, more: Partial<Bench> = {}) =>
    waysFor({ tools: has, isQuick: false, ...more }, times).map(({ id }) => id);

  test('are those that the machine has', () => {
    expect(ids(tools, 1)).toEqual(expect.arrayContaining(['text/python', 'text/wc-lw', 'text/ours']));
    expect(ids(noPrograms, 1).filter((id) => /python|wc/.test(id))).toEqual([]);
  });

  test('leave out of the largest size what takes the whole file into memory', () => {
    expect(ids(tools, 10)).toContain('json/json-parse');
    expect(ids(tools, 38)).toContain('json/stream-json');
    for (const id of ['json/json-parse', 'text/python', 'gzip/ours'])
      expect(ids(tools, 38)).not.toContain(id);
  });

  test('leave it out of the quick benchmark, too, where it does not show', () => {
    const quick = ids(tools, 1, { isQuick: true });
    expect(quick).toEqual(expect.arrayContaining(['gzip/ours', 'csv/python', 'json/stream-json']));
    for (const id of ['json/json-parse', 'text/python', 'json/python']) expect(quick).not.toContain(id);
  });

  test('are the two sides of what is wanted, at the judged size only', async () => {
    const wanted = new Set(['text-vs-wc-lw', 'csv-vs-udsv']);
    const both = ['text/ours', 'text/wc-lw', 'csv/ours', 'csv/udsv'];
    expect(ids(tools, 10, { wanted })).toEqual(both);
    const seen: string[] = [];
    const run = (task: Task) => {
      seen.push(`${task.way.id} ${statSync(task.path).size > 5 * SIZE}`);
      return inTime(1)({ ...task, way: { ...task.way, id: 'csv/ours' } });
    };
    await measureReading({ ...bench, isQuick: false, rounds: 1, tools, wanted }, run);
    expect(seen.sort()).toEqual(both.map((id) => `${id} true`).sort());
  });

  test('have both sides of every comparison, of the same content', () => {
    for (const { of, over } of COMPARISONS) {
      const [ours, theirs] = [of, over].map((id) => WAYS.find((way) => way.id === id));
      expect([over, ours?.content]).toEqual([over, theirs?.content ?? 'missing']);
    }
  });
});
