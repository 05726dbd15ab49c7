// What order files need of the outside world, in memory, and a reader of orders for lines such as `A 9.99` and `bad`.
import { createHash } from 'node:crypto';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type {
  NormalizedFile,
  OrderClaim,
  OrderPorts,
  OrdersAccepted,
  StagedObject,
} from '../../../lambda/core/order-files/order-ports.ts';
import { digestWords, OrderIdSet } from '../../../lambda/core/orders/order-id-set.ts';
import type { OrdersOptions, OrdersReading } from '../../../lambda/core/orders/read-orders.ts';

export interface MemoryOrderPorts extends OrderPorts {
  /** Complete staged objects. */
  staged: Map<string, Buffer>;
  /** Keys of staged objects that were neither completed nor given up. */
  open: Set<string>;
  claims: Map<string, OrderClaim>;
  files: Map<string, NormalizedFile & { body: Buffer }>;
  published: OrdersAccepted[];
}

export function createMemoryOrderPorts(atOnce = 100): MemoryOrderPorts {
  const staged = new Map<string, Buffer>();
  const open = new Set<string>();
  const claims = new Map<string, OrderClaim>();
  const files: MemoryOrderPorts['files'] = new Map();
  const published: OrdersAccepted[] = [];
  return {
    staged,
    open,
    claims,
    files,
    published,
    read: async (options) => readLines(options),
    staging: { open: (key) => stage({ staged, open }, key), read: (key) => readStaged(staged, key) },
    ids: {
      atOnce,
      read: async (ids) =>
        new Map(
          ids.flatMap((id) => {
            const claim = claims.get(id);
            return claim ? [[id, claim]] : [];
          }),
        ),
      write: async (writes) => {
        const refused = writes.filter(
          ({ claim, replaces }) => claims.get(claim.id)?.token !== replaces?.token,
        );
        if (refused.length > 0)
          return new Map(refused.map(({ claim }) => [claim.id, claims.get(claim.id)] as const));
        for (const { claim } of writes) claims.set(claim.id, structuredClone(claim));
        return 'written';
      },
    },
    normalized: {
      find: async (key) => {
        const file = files.get(key);
        return (
          file && { eTag: file.eTag, ...(file.stagedKey !== undefined && { stagedKey: file.stagedKey }) }
        );
      },
      copy: async ({ stagedKey, key, over }) => {
        if (files.get(key)?.eTag !== over?.eTag) return 'changed';
        const body = staged.get(stagedKey);
        if (!body) throw new TryAgain('There is no such staged object.');
        files.set(key, { body, stagedKey, eTag: createHash('md5').update(body).digest('hex') });
        return 'copied';
      },
    },
    events: { publish: async (accepted) => void published.push(structuredClone(accepted)) },
  };
}

function stage({ staged, open }: Pick<MemoryOrderPorts, 'staged' | 'open'>, key: string): StagedObject {
  const lines: Buffer[] = [];
  open.add(key);
  return {
    write: async (more) => void lines.push(more),
    complete: async () => {
      staged.set(key, Buffer.concat(lines));
      open.delete(key);
    },
    abort: async () => void open.delete(key),
  };
}

async function* readStaged(staged: ReadonlyMap<string, Buffer>, key: string): AsyncGenerator<Buffer> {
  const body = staged.get(key);
  if (!body) throw new TryAgain('There is no such staged object.');
  // Cut where no line ends.
  yield body.subarray(0, 5);
  yield body.subarray(5);
}

/** One order a line: its id and its total in EUR; `bad` for one that breaks a rule. */
export function readLines({ sink, policy }: OrdersOptions): OrdersReading {
  let text = '';
  return {
    write: async (block) => void (text += block.toString()),
    end: async () => {
      const orderIds = new OrderIdSet();
      const words = new Uint32Array(4);
      const [good, errors]: [string[][], number[]] = [[], []];
      for (const [at, line] of text.trimEnd().split('\n').entries()) {
        const [id = '', total = ''] = line.split(' ');
        if (id === 'bad') errors.push(at + 1);
        else {
          digestWords(Buffer.from(id), words);
          orderIds.add(words, { record: at + 1, line: at + 1 });
          good.push([id, total]);
        }
      }
      const lines = good.map(([orderId, total]) => JSON.stringify({ orderId, currency: 'EUR', total }));
      if (errors.length === 0 || policy === 'accept-valid')
        await sink.write(Buffer.from(`${lines.join('\n')}\n`));
      const cents = good.reduce((sum, [, total = '']) => sum + Math.round(Number(total) * 100), 0);
      return {
        orderCount: good.length,
        invalidCount: errors.length,
        violationCount: errors.length,
        errors: errors.map((record) => ({
          record,
          line: record,
          field: 'total',
          rule: 'total-is-sum',
          message: 'The total must be the sum of the lines.',
        })),
        totals: good.length > 0 ? { EUR: (cents / 100).toFixed(2) } : {},
        orderIds,
      };
    },
  };
}
