// The part that asks whether a kernel is worth it: an object fetched over TLS and processed, with the kernel and with the library in its place.
import { FORMATS, type BenchFormat } from '../data/shapes.ts';
import type { Bench } from './bench.ts';
import { contentsOf, COUNTS, fetchAll, type Content, type Fetch } from './fetching.ts';
import type { GoalName, Outcome } from './goals.ts';
import { disagreement, summarize, type Summary } from './measurement.ts';
import type { GetWay, Store } from './object-store.ts';
import { printReadings, sizeName } from './tables.ts';

/** 107 MB: the slowest library takes ten seconds for it. */
const TIMES = 4;
const SIDES = ['process', 'library'] as const satisfies readonly GetWay[];

const NAMES: Record<BenchFormat, GoalName> = {
  text: 'whole-path-text-vs-readline',
  csv: 'whole-path-csv-vs-library',
  ndjson: 'whole-path-ndjson-vs-library',
  json: 'whole-path-json-vs-library',
  xml: 'whole-path-xml-vs-library',
};

type Sides = Record<(typeof SIDES)[number], Summary>;

/** Processor time with the library over that with the kernel; refused unless both have found what is there. */
export function pathRatio(format: BenchFormat, sides: Sides, { truth }: Content): Outcome {
  const name = NAMES[format];
  const refused = SIDES.map((side) =>
    disagreement({ sides: { [`${format}/${side}`]: sides[side] }, names: COUNTS[side], truth }),
  ).find((fault) => fault !== undefined);
  if (refused !== undefined) return { name, refused };
  return { name, value: sides.library.cpuSecondsPerGigabyte / sides.process.cpuSecondsPerGigabyte };
}

/** Of the full benchmark only: the libraries take their time. */
export async function measureWholePath(bench: Bench, store: Store): Promise<Outcome[]> {
  if (bench.isQuick) return [];
  const contents = contentsOf(bench, TIMES);
  const jobs = FORMATS.flatMap((format) => SIDES.map((way): Fetch => ({ way, format, times: TIMES })));
  const measured = await fetchAll(bench, store, jobs);
  const summaries = new Map<string, Summary>(
    jobs.map((job) => {
      const { way, format } = job;
      return [`${format}/${way}`, summarize(measured.get(job) ?? [], contents[format].sizeInBytes)];
    }),
  );
  bench.print(`Objects of ${sizeName(contents.text.sizeInBytes)} over TLS, by kernel and by library:`);
  printReadings(summaries, bench.print);
  return FORMATS.map((format) => {
    const sideOf = (side: GetWay) => summaries.get(`${format}/${side}`) as Summary;
    return pathRatio(format, { process: sideOf('process'), library: sideOf('library') }, contents[format]);
  });
}
