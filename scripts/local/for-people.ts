// What `npm start` keeps up beside the engine so that people see what goes on: metrics and alarms, mails, pages.
import type { Target } from '../stacks.ts';
import type { Outputs } from './deployed.ts';
import type { Engine } from './engine.ts';
import { startInbox, type Inbox } from './inbox/start-inbox.ts';
import type { Lifetime } from './lifetime.ts';
import type { SeriesStore } from './metrics/series.ts';
import { startObserving } from './observe.ts';
import { startPages } from './page/local-pages.ts';

interface Observed {
  target: Target;
  store: SeriesStore;
  lifetime: Lifetime;
  say: (line: string) => void;
}

/** Metrics and alarms; only now, so that the start is no slower for it. */
export function observe({ lifetime, ...options }: Observed): void {
  const observation = startObserving(options);
  lifetime.atEnd(() => observation.stop());
}

/** What people are mailed on AWS is kept from here on. */
export async function startMails(target: Target, lifetime: Lifetime): Promise<Inbox> {
  const inbox = await startInbox(target);
  lifetime.atEnd(() => inbox.stop());
  return inbox;
}

interface Shown {
  target: Target;
  engine: Engine;
  outputs: Outputs;
  inbox: Inbox;
  store: SeriesStore;
  lifetime: Lifetime;
}

/** Address of the pages that show what is going on. */
export async function showPages({ engine, target, outputs, inbox, store, lifetime }: Shown): Promise<string> {
  const pages = await startPages({
    endpoint: engine.endpoint,
    target,
    buckets: { source: outputs('SourceBucketName'), reports: outputs('ReportsBucketName') },
    series: store,
    inbox: () => inbox.messages.list(),
  });
  lifetime.atEnd(() => pages.stop());
  return pages.url;
}
