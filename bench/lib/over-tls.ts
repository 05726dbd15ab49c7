// The parts that fetch, with the store that they fetch from.
import type { Bench } from './bench.ts';
import type { Outcome } from './goals.ts';
import { startStore, type Store } from './object-store.ts';

/** A part that has a store while it measures. */
export function withStore(measure: (bench: Bench, store: Store) => Promise<Outcome[]>) {
  return async (bench: Bench): Promise<Outcome[]> => {
    const store = await startStore(bench);
    try {
      return await measure(bench, store);
    } finally {
      await store.stop();
    }
  };
}
