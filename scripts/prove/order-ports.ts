// The ports of order files for one invocation, and a reader of orders that finds the ids which the setup foretells.
import { digestWords, OrderIdSet } from '../../lambda/core/orders/order-id-set.ts';
import type { OrderPorts, StagedObject } from '../../lambda/core/order-files/order-ports.ts';
import type { OrdersOptions, OrdersReading } from '../../lambda/core/orders/read-orders.ts';
import { callSite } from './live.ts';
import type { Ask } from './ports.ts';

/** Small, so that two ids make two lists. */
const IDS_AT_ONCE = 1;

export function createOrderPorts(ask: Ask, number: number): OrderPorts {
  return {
    read: async (options) => readForetold(options, number),
    staging: {
      open: (key) => stagedObject(ask, key),
      read: (key) => readStaged(ask, key, callSite()),
    },
    ids: {
      atOnce: IDS_AT_ONCE,
      read: (...inputs) => ask('orderIds.read', inputs, { isRead: true }),
      write: (...inputs) => ask('orderIds.write', inputs),
    },
    normalized: {
      find: (key) => ask('normalized.find', [key], { ...ofNormalized(key), isRead: true }),
      copy: (copy) => ask('normalized.copy', [copy], ofNormalized(copy.key)),
    },
    events: { publish: (event) => ask('events.publish', [event], { documentId: event.documentId }) },
  };
}

function stagedObject(ask: Ask, key: string): StagedObject {
  const [, documentId] = key.split('/');
  return {
    write: (lines) => ask('staging.write', [key, lines.toString()], { documentId }),
    complete: () => ask('staging.complete', [key], { documentId }),
    abort: () => ask('staging.abort', [key], { documentId }),
  };
}

/** Asked only when the bytes are wanted; the call site is that of the one who began. */
async function* readStaged(ask: Ask, key: string, calledFrom: Error): AsyncGenerator<Buffer> {
  const [, documentId] = key.split('/');
  yield Buffer.from(await ask<string>('staging.read', [key], { documentId, isRead: true, calledFrom }));
}

function ofNormalized(key: string): { documentId: string } {
  return { documentId: key.slice('normalized/orders/'.length, -'.ndjson'.length) };
}

/** Gets the ids of the version; the totals tell the invocation, so that no result can pass for another one. */
function readForetold({ sink }: OrdersOptions, number: number): OrdersReading {
  let ids: string[] = [];
  return {
    write: async (block) => void (ids = JSON.parse(block.toString()) as string[]),
    end: async () => {
      const orderIds = new OrderIdSet();
      const words = new Uint32Array(4);
      for (const [at, id] of ids.entries()) {
        digestWords(Buffer.from(id), words);
        orderIds.add(words, { record: at + 1, line: at + 1 });
      }
      const lines = ids.map((id) => JSON.stringify({ orderId: id, currency: 'EUR', total: `${number}` }));
      await sink.write(Buffer.from(lines.map((line) => `${line}\n`).join('')));
      const none = { invalidCount: 0, violationCount: 0, errors: [] };
      return { ...none, orderCount: ids.length, totals: { EUR: String(number * ids.length) }, orderIds };
    },
  };
}
