// What the parts that fetch over TLS share: their jobs, and the truth about the objects.
import { loadBase, sizeOf, truthOf } from '../data/base.ts';
import { FORMATS, type BenchFormat } from '../data/shapes.ts';
import type { Bench } from './bench.ts';
import { truthAs, type Agreement, type CountName, type Measurement } from './measurement.ts';
import type { GetWay, Store } from './object-store.ts';
import { interleaved } from './rounds.ts';

export interface Fetch {
  way: GetWay;
  format: BenchFormat;
  /** How many times the body of the data the object has. */
  times: number;
}

export interface Content {
  sizeInBytes: number;
  truth: Agreement['truth'];
}

/** What every way has to find. */
export const COUNTS: Record<GetWay, readonly CountName[]> = {
  process: ['records', 'lines', 'words', 'bytes'],
  open: ['bytes'],
  library: ['records', 'lines', 'words'],
  discard: ['bytes'],
};

/** The objects of all formats. Their bytes are not kept: this process stays small. */
export function contentsOf({ dataFolder, bodyInBytes }: Bench, times: number): Record<BenchFormat, Content> {
  const entries = FORMATS.map((format) => {
    const base = loadBase(dataFolder, format, bodyInBytes);
    const sizeInBytes = sizeOf(base, times);
    return [format, { sizeInBytes, truth: truthAs(truthOf(base, times), sizeInBytes) }] as const;
  });
  return Object.fromEntries(entries) as Record<BenchFormat, Content>;
}

/** Every job in every round, one process each. */
export function fetchAll(
  bench: Bench,
  store: Store,
  jobs: readonly Fetch[],
): Promise<Map<Fetch, Measurement[]>> {
  const { rounds, say } = bench;
  return interleaved(jobs, rounds, ({ way, format, times }, round) => {
    say(`GET over TLS, round ${round} of ${rounds}: ${format}/${way}, ${times} times the data …`);
    return store.get(way, { format, times });
  });
}
