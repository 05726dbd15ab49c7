// The part that reads files: ours beside the libraries, the usual ways and wc.
import { loadBase } from '../data/base.ts';
import { packedFile, plainFile, type DataFile } from '../data/files.ts';
import { FORMATS, SHAPES } from '../data/shapes.ts';
import type { Bench } from './bench.ts';
import type { Outcome } from './goals.ts';
import { disagreement, summarize, truthAs, type Measurement, type Summary } from './measurement.ts';
import { COMPARISONS, WAYS, type Comparison, type Way } from './reading-plan.ts';
import { interleaved } from './rounds.ts';
import { runWay } from './run-way.ts';
import { printReadings, sizeName } from './tables.ts';

/** How many times the body of the data: 27 MB, 268 MB, 1 GB. */
const QUICK = [1] as const;
const FULL = [1, 10, 38] as const;
/** The size whose ratios are judged. */
const JUDGED = { quick: 1, full: 10 };
const CSV_COLUMNS = SHAPES.csv.head.split(',').length;

type Files = Record<Way['content'], DataFile>;

async function makeFiles({ dataFolder: folder, bodyInBytes, signal }: Bench, times: number): Promise<Files> {
  const files: Partial<Files> = {};
  for (const format of FORMATS) {
    const base = loadBase(folder, format, bodyInBytes);
    files[format] = await plainFile({ folder, base, times, signal });
    if (format === 'text') files.gzip = await packedFile({ folder, base, times, signal });
  }
  return files as Files;
}

type WhatToMeasure = Pick<Bench, 'tools' | 'isQuick' | 'wanted'>;

/** The ways that this machine has, that fit the size, and that are needed for what is wanted. */
export function waysFor({ tools, isQuick, wanted }: WhatToMeasure, times: number): Way[] {
  const has = { node: true, python: tools.python !== undefined, wc: tools.wc !== undefined };
  const isLargest = times > JUDGED.full;
  const needed =
    wanted && COMPARISONS.filter(({ name }) => wanted.has(name)).flatMap(({ of, over }) => [of, over]);
  return WAYS.filter(({ id, program, isWhole, content }) => {
    if (!has[program] || needed?.includes(id) === false) return false;
    // What it costs to take the whole file into memory does not show with a small one.
    if (isWhole) return !isLargest && !isQuick;
    // Packed text is only compared at the size that is judged.
    return !isLargest || content !== 'gzip';
  });
}

/** The ratio, or why it is refused; undefined where one of the two was not measured. */
export function compare(
  { name, of, over, same }: Comparison,
  summaries: ReadonlyMap<string, Summary>,
  file: DataFile,
): Outcome | undefined {
  const [ours, theirs] = [summaries.get(of), summaries.get(over)];
  if (!ours || !theirs) return undefined;
  const truth = { ...truthAs(file.truth, file.sizeInBytes), columns: CSV_COLUMNS };
  const refused = disagreement({ sides: { [of]: ours, [over]: theirs }, names: same, truth });
  return refused === undefined
    ? { name, value: ours.megabytesPerSecond / theirs.megabytesPerSecond }
    : { name, refused };
}

/** Measures one size and returns its figures. `run` starts one process. */
export async function readSize(bench: Bench, times: number, run = runWay): Promise<Outcome[]> {
  const { tools, signal, rounds, say, print } = bench;
  const files = await makeFiles(bench, times);
  const size = sizeName(files.text.sizeInBytes);
  const measured = await interleaved(waysFor(bench, times), rounds, (way, round): Promise<Measurement> => {
    say(`Reading ${size}, round ${round} of ${rounds}: ${way.id} …`);
    return run({ way, path: files[way.content].path, tools, signal });
  });
  const summaries = new Map(
    [...measured].map(([way, results]) => [way.id, summarize(results, files[way.content].sizeInBytes)]),
  );
  print(`Files of ${size}:`);
  printReadings(summaries, print);
  return COMPARISONS.flatMap((comparison) => {
    const { content } = WAYS.find(({ id }) => id === comparison.of) as Way;
    return compare(comparison, summaries, files[content]) ?? [];
  });
}

/** All sizes; the figures of the judged one, and what had to be refused at any. Where only some are wanted, the judged size alone. */
export async function measureReading(bench: Bench, run = runWay): Promise<Outcome[]> {
  const judged = bench.isQuick ? JUDGED.quick : JUDGED.full;
  const outcomes: Outcome[] = [];
  const all = bench.isQuick ? QUICK : FULL;
  for (const times of bench.wanted ? [judged] : all) {
    const ofSize = await readSize(bench, times, run);
    outcomes.push(...ofSize.filter((outcome) => times === judged || 'refused' in outcome));
  }
  return outcomes;
}
