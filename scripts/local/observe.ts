// The observation that `npm start` keeps up after `Ready`: one look every few seconds, until the end.
import { explain } from '../lib/user-error.ts';
import { systemClock } from '../../lambda/adapters/system-clock.ts';
import { createSeriesStore, type SeriesStore } from './metrics/series.ts';
import { createObserver, createObserverClients, type Observer } from './observer.ts';

const EVERY_MS = 5_000;

export interface Observation {
  observer: Observer;
  /** What was seen; the pages draw it. */
  store: SeriesStore;
  /** No look is under way when it resolves. */
  stop(): Promise<void>;
}

/** Begins to look at once, beside whatever else goes on. Each kind of trouble is said once. */
export function startObserving(options: {
  target: { projectName: string; environmentName: string };
  say: (line: string) => void;
  /** Where what is seen is kept; who draws it may have it before the first look. */
  store?: SeriesStore;
}): Observation {
  const clients = createObserverClients();
  const store = options.store ?? createSeriesStore();
  const said = new Set<string>();
  const stopped = new AbortController();
  const onTrouble = (what: string, error: unknown) => {
    // While ending, calls fail because the engine is gone.
    if (stopped.signal.aborted || said.has(what)) return;
    said.add(what);
    options.say(`${what}: ${explain(error) ?? String(error)}. Everything else goes on.`);
  };
  const observer = createObserver({ clients, target: options.target, clock: systemClock, store, onTrouble });
  let looking = observer.observe();
  const timer = setInterval(() => {
    looking = observer.observe();
  }, EVERY_MS);
  return {
    observer,
    store,
    stop: async () => {
      clearInterval(timer);
      stopped.abort();
      for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
      await looking;
    },
  };
}
