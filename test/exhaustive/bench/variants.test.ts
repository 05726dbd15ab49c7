// Every way to read a file finds the truth and refuses what is broken: only then are their speeds worth comparing.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeBase } from '../../../bench/data/base.ts';
import { packedFile, plainFile, type DataFile } from '../../../bench/data/files.ts';
import { FORMATS, SHAPES, type BenchFormat } from '../../../bench/data/shapes.ts';
import { childEnvironment, firstLineOf } from '../../../bench/lib/child.ts';
import { disagreement, summarize, truthAs } from '../../../bench/lib/measurement.ts';
import { COMPARISONS, WAYS, type Way } from '../../../bench/lib/reading-plan.ts';
import { PYTHON_READER } from '../../../bench/lib/tools.ts';
import { NODE_VARIANTS, type NodeVariant } from '../../../bench/variants/index.ts';
import { repeatFor } from '../../../bench/variants/repeat.ts';
import type { Found } from '../../../bench/variants/variant.ts';

const { signal } = new AbortController();
/** Several pieces for the libraries, which read 64 KiB at once. */
const SIZE = 150_000;
const CSV_COLUMNS = 11;

let folder: string;
let hasPython: boolean;
const files = {} as Record<Way['content'], DataFile>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-variants-'));
  for (const format of FORMATS) {
    const wanted = { folder, base: makeBase(format, SIZE), times: 1, signal };
    files[format] = await plainFile(wanted);
    if (format === 'text') files.gzip = await packedFile(wanted);
  }
  hasPython = (await firstLineOf('python3', ['--version'], signal)) !== undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ways = WAYS.filter(({ program }) => program !== 'wc');

async function readBy({ id, program }: Way, path: string): Promise<Found | undefined> {
  if (program === 'node') return (await NODE_VARIANTS[id as NodeVariant]())(path);
  if (!hasPython) return undefined;
  const { stdout } = await promisify(execFile)('python3', [PYTHON_READER, id, path, '0'], {
    env: childEnvironment(),
  });
  return (JSON.parse(stdout) as { found: Found }).found;
}

/** Counts that some ratio of this way rests on. */
const namesOf = (way: Way) =>
  COMPARISONS.filter(({ of, over }) => of === way.id || over === way.id).flatMap(({ same }) => same);

describe.each(ways.map((way) => [way.id, way] as const))('%s', (id, way) => {
  test('finds the truth', async () => {
    const found = await readBy(way, files[way.content].path);
    if (!found) return;
    const { truth, sizeInBytes } = files[way.content];
    const side = summarize([{ seconds: 1, cpuSeconds: 1, passes: 1, found }], sizeInBytes);
    const all = { ...truthAs(truth, sizeInBytes), columns: CSV_COLUMNS };
    const names =
      id === 'csv/csv-parse-arrays' || id === 'csv/python' ? (['records', 'columns'] as const) : namesOf(way);
    expect(names.length + Number(id === 'text/wc-l')).toBeGreaterThan(0);
    expect(disagreement({ sides: { [id]: side }, names, truth: all })).toBeUndefined();
  });
});

const lastLine = (text: string) => text.trimEnd().lastIndexOf('\n') + 1;
const before = (text: string, what: string) =>
  text.slice(0, lastLine(text)) + what + text.slice(lastLine(text));

/** Faults behind the first piece of the file. */
const FAULTS: [content: string, fault: string, broken: (text: string) => string][] = [
  ['csv', 'a row that is too short', (text) => before(text, 'a,b,c\n')],
  ['csv', 'a row of one column', (text) => before(text, 'a\n')],
  ['csv', 'a row that is too long', (text) => before(text, `${'a,'.repeat(CSV_COLUMNS)}a\n`)],
  ['csv', 'a quote that is never closed', (text) => before(text, 'a,"b,c\n')],
  ['ndjson', 'a value that is not complete', (text) => before(text, '{"open":\n')],
  ['json', 'a bracket that does not fit', (text) => text.replace(/\]\s*$/, '}\n')],
  ['json', 'an element that is none', (text) => text.replace(/\]\s*$/, ',nil]\n')],
  ['xml', 'an end that does not fit', (text) => text.replace(/<\/orders>\s*$/, '</order>\n')],
  ['xml', 'an element that is never closed', (text) => text.replace(/<\/orders>\s*$/, '')],
];
/** udsv forgets what stands behind such a quote; nothing that it hands out shows it. */
const forgives = (id: string, fault: string) => id === 'csv/udsv' && fault === 'a quote that is never closed';
const faultsOf = FAULTS.flatMap(([content, fault, broken]) =>
  ways
    .filter(({ id }) => !forgives(id, fault))
    .filter((way) => way.content === content)
    .map((way) => [way.id, fault, { way, broken }] as const),
);

test.each(faultsOf)('%s refuses %s', async (id, fault, { way, broken }) => {
  const path = join(
    folder,
    `${id.replace('/', '-')} ${fault}.${SHAPES[way.content as BenchFormat].extension}`,
  );
  writeFileSync(path, broken(readFileSync(files[way.content].path, 'utf8')));
  const found = await readBy(way, path);
  if (found) expect(found).toEqual({ verdict: 'REJECTED' });
});

test.each(ways.filter(({ program }) => program === 'node').map((way) => [way.id, way] as const))(
  '%s does not take a file that is not there for a faulty one',
  async (_, way) => {
    await expect(readBy(way, join(folder, 'none.csv'))).rejects.toThrow('ENOENT');
  },
);

test.each(['gzip/ours', 'gzip/gunzip', 'gzip/gunzip-readline'])(
  '%s refuses a gzip that is cut off',
  async (id) => {
    const path = join(folder, 'cut.log.gz');
    writeFileSync(path, readFileSync(files.gzip.path).subarray(0, -20));
    const way = WAYS.find((one) => one.id === id) as Way;
    expect(await readBy(way, path)).toEqual({ verdict: 'REJECTED' });
  },
);

describe('the clock', () => {
  const found: Found = { verdict: 'PROCESSED', records: 1 };

  test('reads once when that takes long enough', async () => {
    expect(await repeatFor(0, async () => found)).toMatchObject({ passes: 1, found });
  });

  test('reads a short file again until there is something to measure', async () => {
    const { passes, seconds, cpuSeconds } = await repeatFor(0.02, async () => {
      for (const until = performance.now() + 5; performance.now() < until;);
      return found;
    });
    expect(seconds).toBeGreaterThanOrEqual(0.02);
    expect(passes).toBeGreaterThan(1);
    // The loop above keeps a processor busy all the time, but this machine may be shared.
    expect(cpuSeconds).toBeGreaterThan(0);
  });

  test('does not accept that a later pass finds something else', async () => {
    let records = 0;
    const reading = repeatFor(0.01, async () => ({ verdict: 'PROCESSED' as const, records: (records += 1) }));
    await expect(reading).rejects.toThrow('Pass 2 found');
  });
});
