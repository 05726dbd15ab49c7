// The whole command: programs compiled and started for real, an object fetched over TLS, the JSON file, and nothing left behind.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runProgram } from '../../../bench/lib/child.ts';
import type { Bench } from '../../../bench/lib/bench.ts';
import type { Outcome } from '../../../bench/lib/goals.ts';
import { withStore } from '../../../bench/lib/over-tls.ts';
import { WAYS, type Way } from '../../../bench/lib/reading-plan.ts';
import { runWay } from '../../../bench/lib/run-way.ts';
import { runBench, type Figures, type Part } from '../../../bench/lib/run.ts';
import { ROOT } from '../../../scripts/lib/root.ts';
import { loadBase, sizeOf, truthOf } from '../../../bench/data/base.ts';
import { plainFile } from '../../../bench/data/files.ts';

jest.setTimeout(60_000);
const SIZE = 30_000;

let folder: string;
let printed: string;
let stop: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-run-'));
  printed = '';
  stop = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (part: Part, jsonFile?: string) =>
  runBench(
    {
      isQuick: true,
      rounds: 1,
      bodyInBytes: SIZE,
      folder,
      ...(jsonFile !== undefined && { jsonFile }),
      signal: stop.signal,
      say: () => {},
      print: (text) => void (printed += `${text}\n`),
    },
    [part],
  );

const telling =
  (outcome: Outcome): Part =>
  async () => [outcome];

describe('the figures', () => {
  test('are good above the floor, and stand in the JSON file with the versions', async () => {
    const file = join(folder, 'figures.json');
    expect(await run(telling({ name: 'xml-vs-saxes', value: 8 }), file)).toBe(true);
    const { versions, ratios, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Figures;
    expect(ratios).toEqual([{ name: 'xml-vs-saxes', value: 8, better: 'higher', floor: 7, target: 11 }]);
    expect(rest).toEqual({});
    expect(versions).toMatchObject({ node: process.versions.node, udsv: '0.7.3', cpu: expect.any(String) });
    expect(printed).toMatch(/xml-vs-saxes +│ 8\.00 +│ >= 7 +│ 11 +│ above floor/);
    expect(printed).toContain(`node ${process.versions.node}`);
  });

  test('are bad below the floor and when one is refused; the reason is printed', async () => {
    expect(await run(telling({ name: 'xml-vs-saxes', value: 6.9 }))).toBe(false);
    expect(printed).toContain('BELOW FLOOR');
    expect(
      await run(telling({ name: 'xml-vs-saxes', refused: 'xml/saxes finds 1 records, 2 are there' })),
    ).toBe(false);
    expect(printed).toContain('xml/saxes finds 1 records, 2 are there');
  });

  test('beyond the floor are measured once more over twice the rounds, and the second time counts', async () => {
    const rounds: number[] = [];
    const slow =
      (...values: number[]): Part =>
      async (bench) => [{ name: 'xml-vs-saxes', value: values[rounds.push(bench.rounds) - 1] as number }];
    expect(await run(slow(6.9, 7.5, 1))).toBe(true);
    expect(printed).toMatch(
      /Beyond the floor: xml-vs-saxes\. Once more, over 2 rounds[^]*7\.50[^]*\n1 passed, 0 failed\n$/,
    );
    expect(await run(slow(1, 1, 6.9, 6.8, 9))).toBe(false);
    expect(printed).toMatch(/\n0 passed, 1 failed\n$/);
    expect(rounds).toEqual([1, 2, 1, 2]);
  });

  test('that were good keep what they came to, and one that is not measured again stays as it was', async () => {
    let wanted: Bench['wanted'];
    const part: Part = async (bench) => {
      if (bench.wanted === undefined) {
        return [
          { name: 'xml-vs-saxes', value: 6.9 },
          { name: 'csv-vs-udsv', value: 6 },
          { name: 'text-vs-readline', value: 1 },
        ];
      }
      wanted = bench.wanted;
      return [
        { name: 'xml-vs-saxes', value: 7.5 },
        { name: 'csv-vs-udsv', value: 1 },
      ];
    };
    expect(await run(part)).toBe(false);
    expect([...(wanted ?? [])]).toEqual(['xml-vs-saxes', 'text-vs-readline']);
    expect(printed).toMatch(/csv-vs-udsv +│ 6\.00 /);
    expect(printed).toMatch(/\n2 passed, 1 failed\n$/);
  });

  test('that cannot be written are one sentence', async () => {
    const file = join(folder, 'no', 'such', 'folder.json');
    const work = run(telling({ name: 'xml-vs-saxes', value: 8 }), file);
    await expect(work).rejects.toThrow(`${file} cannot be written (ENOENT); name another.`);
  });
});

const wayOf = (id: string) => WAYS.find((way) => way.id === id) as Way;

test('a way to read runs in a process of its own and tells what it found, how long it took and its memory', async () => {
  const part: Part = async (bench) => {
    const base = loadBase(bench.dataFolder, 'csv', SIZE);
    const { path, truth } = await plainFile({ folder, base, times: 1, signal: stop.signal });
    const ours = await runWay({ way: wayOf('csv/ours'), path, tools: bench.tools, signal: stop.signal });
    expect(ours.found).toEqual({ verdict: 'PROCESSED', ...truth, columns: 11, bytes: sizeOf(base, 1) });
    expect(ours.seconds).toBeGreaterThanOrEqual(0.5);
    expect(ours.passes).toBeGreaterThan(1);
    expect(ours.cpuSeconds).toBeGreaterThan(0);
    expect(ours.peakInBytes).toBeGreaterThan(30e6);
    if (bench.tools.wc !== undefined) {
      const wc = await runWay({ way: wayOf('text/wc-lw'), path, tools: bench.tools, signal: stop.signal });
      expect(wc.found).toMatchObject({ lines: truth.lines, words: truth.words });
      expect(wc.seconds).toBeLessThan(10);
    }
    return [];
  };
  expect(await run(part)).toBe(true);
});

test('an object comes over TLS through the real adapter, and nothing is left when the parts have ended', async () => {
  let runFolder = '';
  const part = withStore(async (bench, store) => {
    runFolder = bench.runFolder;
    const base = loadBase(bench.dataFolder, 'ndjson', SIZE);
    const processed = await store.get('process', { format: 'ndjson', times: 3 });
    const bytes = sizeOf(base, 3);
    expect(processed.found).toEqual({ verdict: 'PROCESSED', ...truthOf(base, 3), bytes });
    expect((await store.get('library', { format: 'ndjson', times: 3 })).found).toEqual(processed.found);
    for (const way of ['open', 'discard'] as const)
      expect((await store.get(way, { format: 'ndjson', times: 3 })).found).toEqual({
        verdict: 'PROCESSED',
        bytes,
      });
    return [];
  });
  expect(await run(part)).toBe(true);
  expect(existsSync(runFolder)).toBe(false);
  expect(readdirSync(folder).filter((name) => !name.startsWith('data-'))).toEqual([]);
});

test('an interruption ends the measured process', async () => {
  const ended = run(async ({ signal, say }) => {
    setTimeout(() => stop.abort(), 100);
    // It would live until the test is given up.
    await runProgram({ program: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], signal });
    say('never reached');
    return [];
  });
  await expect(ended).rejects.toThrow('aborted');
  expect(readdirSync(folder).filter((name) => name.startsWith('run-'))).toEqual([]);
});

test('what a killed command has left is removed, what another one is at work on stays', async () => {
  // No process has so high a number.
  const [left, inUse] = ['run-4194999-abc', `run-${process.ppid}-abc`].map((name) => join(folder, name));
  for (const path of [left, inUse]) mkdirSync(path as string);
  await run(telling({ name: 'xml-vs-saxes', value: 8 }));
  expect([left, inUse].map((path) => existsSync(path as string))).toEqual([false, true]);
});

describe('a program that fails', () => {
  test('is told in one sentence with its last words', async () => {
    const args = ['-e', 'console.error("first\\nlast words"); process.exit(7)'];
    const work = runProgram({ program: process.execPath, args, signal: stop.signal });
    await expect(work).rejects.toThrow(/ended with exit code 7 \(last words\); run it by hand to see why\.$/);
  });
});

describe('npm run bench', () => {
  const bench = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'bench.ts'), ...args]);

  test.each([
    [['--only', 'nonsense'], 'There is no part "nonsense"'],
    [['--rounds', '0'], '--rounds takes a whole number above 0, not "0".'],
    [['--mb', 'many'], '--mb takes a number above 0, not "many".'],
  ])('with %j ends with 1 and one sentence', async (args, sentence) => {
    const error = (await bench(...args).catch((failure: unknown) => failure)) as {
      code: number;
      stderr: string;
    };
    expect(error.code).toBe(1);
    expect(error.stderr).toContain(sentence);
    expect(error.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('has its floors in the help', async () => {
    expect((await bench('--help')).stdout).toContain('csv-vs-csv-parse');
  });
});
