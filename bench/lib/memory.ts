// The part that measures how much more memory a large object takes than a small one.
import { FORMATS, type BenchFormat } from '../data/shapes.ts';
import type { Bench } from './bench.ts';
import { COUNTS, contentsOf, fetchAll, type Content, type Fetch } from './fetching.ts';
import type { Outcome } from './goals.ts';
import { disagreement, summarize, type Measurement, type Summary } from './measurement.ts';
import type { Store } from './object-store.ts';
import { printMemory, sizeName } from './tables.ts';

/** How many times the body: 54 MB, and 268 MB or 5 GB. */
const SMALL = 2;
const LARGE = { quick: 10, full: 187 };

export interface Growth {
  format: BenchFormat;
  small: Summary;
  large: Summary;
}

type Contents = Record<BenchFormat, Content>;

const inMb = ({ peakInMb }: Summary) => peakInMb ?? NaN;

/** Of the format that is worst; refused unless every object was read to its end. */
export function memoryOutcomes(
  growths: readonly Growth[],
  contents: { small: Contents; large: Contents },
): Outcome[] {
  const refused = growths
    .flatMap(({ format, small, large }) => [
      disagreement({
        sides: { [format]: small },
        names: COUNTS.process,
        truth: contents.small[format].truth,
      }),
      disagreement({
        sides: { [format]: large },
        names: COUNTS.process,
        truth: contents.large[format].truth,
      }),
    ])
    .find((fault) => fault !== undefined);
  if (refused !== undefined) {
    return [
      { name: 'rss-growth-in-mb', refused },
      { name: 'rss-peak-in-mb', refused },
    ];
  }
  return [
    {
      name: 'rss-growth-in-mb',
      value: Math.max(...growths.map(({ small, large }) => inMb(large) - inMb(small))),
    },
    { name: 'rss-peak-in-mb', value: Math.max(...growths.map(({ large }) => inMb(large))) },
  ];
}

export async function measureMemory(bench: Bench, store: Store): Promise<Outcome[]> {
  const times = bench.isQuick ? LARGE.quick : LARGE.full;
  const contents = { small: contentsOf(bench, SMALL), large: contentsOf(bench, times) };
  const jobs = FORMATS.flatMap((format): [Fetch, Fetch] => [
    { way: 'process', format, times: SMALL },
    { way: 'process', format, times },
  ]);
  const measured = await fetchAll(bench, store, jobs);
  const summary = (format: BenchFormat, size: keyof typeof contents): Summary => {
    const job = jobs.find(
      (one) => one.format === format && (one.times === SMALL) === (size === 'small'),
    ) as Fetch;
    return summarize(measured.get(job) as Measurement[], contents[size][format].sizeInBytes);
  };
  const growths = FORMATS.map((format) => ({
    format,
    small: summary(format, 'small'),
    large: summary(format, 'large'),
  }));
  const sizes = [contents.small, contents.large].map(({ text }) => sizeName(text.sizeInBytes));
  bench.print(`Peak memory of processing objects over TLS:`);
  printMemory(growths, sizes, bench.print);
  return memoryOutcomes(growths, contents);
}
