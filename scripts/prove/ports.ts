// The ports of one invocation: every method only says what is asked for; what it comes to is decided outside.
import type { RowWrite } from '../../lambda/core/row-write.ts';
import type { RedriveRun } from '../../lambda/core/redrive/redrive-run.ts';
import type { ReconcileRun } from '../../lambda/core/reconcile/reconcile-run.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { Verdict } from '../../lambda/core/outcome.ts';
import type { Ports } from '../../lambda/core/run.ts';
import { callSite, type Outside } from './live.ts';
import { createOrderPorts } from './order-ports.ts';
import type { Setup } from './setup.ts';
import { versionOf } from './source.ts';
import { documentIdOf } from '../../lambda/core/document-id.ts';

type AllPorts = Ports &
  Pick<RedriveRun, 'deadLetters' | 'fileMessages' | 'parkedMessages'> &
  Pick<ReconcileRun, 'versions' | 'knownRows' | 'index' | 'passRecord'>;

export interface Holder {
  number: number;
  skewInMs: number;
  policy: Setup['policy'];
}

interface More {
  isRead?: boolean;
  documentId?: string | undefined;
  name?: string;
  calledFrom?: Error;
}

export type Ask = <T>(method: string, inputs: readonly unknown[], more?: More) => Promise<T>;

const READ: More = { isRead: true };

/** All ports; each function takes those it knows. */
export function createPorts(outside: Outside, { number, skewInMs }: Holder): AllPorts {
  const ask = asker(outside);
  let tokens = 0;
  return {
    ...filePorts(ask),
    ...messagePorts(ask),
    ...listingPorts(ask),
    orders: async () => createOrderPorts(ask, number),
    clock: {
      now: () => outside.now() + skewInMs,
      // Not a call to the outside: nothing can happen to it, it only takes its time.
      sleep: async (ms) => outside.sleep(ms),
    },
    newToken: () => `token-${number}-${++tokens}`,
  };
}

function asker({ call }: Outside): Ask {
  return <T>(method: string, inputs: readonly unknown[], more: More = {}) =>
    call({
      method,
      inputs,
      name: more.name ?? method.slice(method.indexOf('.') + 1),
      isRead: more.isRead ?? false,
      documentId: more.documentId,
      calledFrom: more.calledFrom,
    }) as Promise<T>;
}

function filePorts(ask: Ask): Pick<AllPorts, 'objects' | 'table' | 'reports' | 'notices' | 'measure'> {
  return {
    objects: {
      open: (ref) => ask('objects.open', [ref], { isRead: true, documentId: documentIdOf(ref) }),
      listVersions: () => ask('objects.listVersions', [], READ),
    },
    table: {
      get: (documentId) => ask('table.get', [documentId], { isRead: true, documentId }),
      write: (write: RowWrite) =>
        ask('table.write', [write], { name: write.step, documentId: write.documentId }),
      count: (counter) => ask('table.count', [counter]),
    },
    reports: {
      putIfAbsent: (key, body) => ask('reports.putIfAbsent', [key, body], ofReport(key)),
      head: (key, body) => ask('reports.head', [key, body], { ...ofReport(key), isRead: true }),
      putIfMatch: (key, body, eTag) => ask('reports.putIfMatch', [key, body, eTag], ofReport(key)),
    },
    notices: {
      publish: (notice) =>
        ask('notices.publish', [notice], {
          documentId: (JSON.parse(notice.machineText) as FileRow).documentId,
        }),
    },
    // The readers are not what is proven: nothing is read from the body, it only tells which version it belongs to.
    measure: async ({ body, content }) => {
      const { documentId, orderIds } = versionOf(body);
      const verdict = await ask<Verdict>('measure', [body], { isRead: true, documentId });
      await content?.write(Buffer.from(JSON.stringify(orderIds)));
      return verdict;
    },
  };
}

function ofReport(key: string): More {
  return { documentId: key.slice('processed/'.length, -'.json'.length) };
}

function messagePorts(ask: Ask): Pick<AllPorts, 'queue' | 'fileMessages' | 'deadLetters' | 'parkedMessages'> {
  return {
    queue: { changeVisibility: (...inputs) => ask('queue.changeVisibility', inputs) },
    fileMessages: { send: (...inputs) => ask('fileMessages.send', inputs) },
    deadLetters: {
      receive: (...inputs) => ask('deadLetters.receive', inputs),
      delete: (...inputs) => ask('deadLetters.delete', inputs),
    },
    parkedMessages: { park: (...inputs) => ask('parkedMessages.park', inputs) },
  };
}

function listingPorts(ask: Ask): Pick<AllPorts, 'versions' | 'knownRows' | 'index' | 'passRecord'> {
  return {
    versions: { page: (...inputs) => ask('versions.page', inputs, READ) },
    knownRows: { existing: (...inputs) => ask('knownRows.existing', inputs, READ) },
    index: {
      open: (dueBefore) => openRows(ask, dueBefore, callSite()),
    },
    passRecord: {
      take: (...inputs) => ask('passRecord.take', inputs),
      store: (...inputs) => ask('passRecord.store', inputs),
    },
  };
}

/** Asked only when the first row is wanted; the call site is that of the one who began. */
async function* openRows(
  ask: Ask,
  dueBefore: string | undefined,
  calledFrom: Error,
): AsyncGenerator<{ documentId: string }> {
  for (const documentId of await ask<string[]>('index.open', [dueBefore], { isRead: true, calledFrom }))
    yield { documentId };
}
