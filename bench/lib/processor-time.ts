// The part that measures the whole way of the function: an object fetched over TLS and processed, against one that is thrown away.
import { FORMATS, type BenchFormat } from '../data/shapes.ts';
import type { Bench } from './bench.ts';
import { COUNTS, contentsOf, fetchAll, type Content, type Fetch } from './fetching.ts';
import type { Outcome } from './goals.ts';
import { disagreement, summarize, type Measurement, type Summary } from './measurement.ts';
import type { Store } from './object-store.ts';
import { printReadings, sizeName } from './tables.ts';

/** 268 MB: with less, the first request of a process would be a good part of it. */
const TIMES = 10;

/** Every processed object has one thrown away beside it; what that costs does not depend on the content, so it is always of text. */
const JOBS: readonly Fetch[] = [
  ...FORMATS.flatMap((format): Fetch[] => [
    { way: 'discard', format: 'text', times: TIMES },
    { way: 'process', format, times: TIMES },
  ]),
  // For a reader of the table: how much of the price is the adapter's.
  { way: 'open', format: 'text', times: TIMES },
];

const idOf = ({ way, format }: Fetch) => (way === 'process' ? `${format}/process` : way);

/** All rounds of all jobs of one name together. */
function byId(measured: ReadonlyMap<Fetch, Measurement[]>, contents: Record<BenchFormat, Content>) {
  const rounds = new Map<string, { results: Measurement[]; sizeInBytes: number }>();
  for (const [job, results] of measured) {
    const { sizeInBytes } = contents[job.format];
    const known = rounds.get(idOf(job))?.results ?? [];
    rounds.set(idOf(job), { results: [...known, ...results], sizeInBytes });
  }
  return new Map([...rounds].map(([id, { results, sizeInBytes }]) => [id, summarize(results, sizeInBytes)]));
}

/** Processor time a byte of one format over that of throwing an object away; refused unless both have seen all that is there. */
export function cpuRatio(
  format: BenchFormat,
  summaries: ReadonlyMap<string, Summary>,
  contents: Record<BenchFormat, Content>,
): Outcome {
  const name = `cpu-get-process-over-discard-${format}` as const;
  const id = `${format}/process`;
  const [processed, discarded] = [summaries.get(id), summaries.get('discard')];
  if (!processed || !discarded) return { name, refused: 'it was not measured' };
  const refused =
    disagreement({ sides: { [id]: processed }, names: COUNTS.process, truth: contents[format].truth }) ??
    disagreement({ sides: { discard: discarded }, names: COUNTS.discard, truth: contents.text.truth });
  if (refused !== undefined) return { name, refused };
  return { name, value: processed.cpuSecondsPerGigabyte / discarded.cpuSecondsPerGigabyte };
}

export async function measureProcessorTime(bench: Bench, store: Store): Promise<Outcome[]> {
  const contents = contentsOf(bench, TIMES);
  const summaries = byId(await fetchAll(bench, store, JOBS), contents);
  bench.print(
    `Objects of ${sizeName(contents.text.sizeInBytes)} over TLS, from the request on (discard: the SDK's GET thrown away; open: the same through our adapter):`,
  );
  printReadings(summaries, bench.print);
  return FORMATS.map((format) => cpuRatio(format, summaries, contents));
}
