// How lines leave, what happens under each policy, and how records of any size and cut are held together.
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { readOrders } from '../../../../lambda/core/orders/read-orders.ts';
import { ndjson, NOW, order, read, told } from './read.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ndjson(order({ orderId: `SO-${at}` }))).join('');

describe('lines', () => {
  it('leave in buffers of about 256 KiB that the sink may keep, one at a time', async () => {
    const kept: Buffer[] = [];
    let isBusy = false;
    const sink = {
      write: async (lines: Buffer) => {
        expect(isBusy).toBe(false);
        isBusy = true;
        kept.push(lines);
        await new Promise((resolve) => setImmediate(resolve));
        isBusy = false;
      },
    };
    const reading = readOrders({
      fileType: 'application/x-ndjson',
      now: NOW,
      policy: 'reject',
      sink,
      limits: DEFAULT_LIMITS,
    });
    await reading.write(Buffer.from(many(6_000)));
    const { orderCount } = await reading.end();
    const lines = Buffer.concat(kept).toString('utf8').split('\n');
    expect([orderCount, lines.length]).toEqual([6_000, 6_001]);
    expect(lines[5_999]).toContain('"orderId":"SO-5999"');
    expect(kept.length).toBeGreaterThan(3);
    for (const one of kept.slice(0, -1)) {
      expect(one.length).toBeGreaterThanOrEqual(256 * 1024);
      expect(one.length).toBeLessThan(260 * 1024);
    }
  });

  it('stop at the first violation when that rejects the file; counting goes on', async () => {
    const text =
      many(3_000) + ndjson(order({ orderId: 'bad', total: 1 })) + many(3_000).replaceAll('SO-', 'TO-');
    const rejected = await read('ndjson', text, { policy: 'reject' });
    expect([rejected.orderCount, rejected.invalidCount]).toEqual([6_000, 1]);
    expect(rejected.lines).not.toContain('TO-');
    expect(rejected.lines.length).toBeLessThan(many(3_000).length + 100_000);
    const accepted = await read('ndjson', text, { policy: 'accept-valid' });
    expect(accepted.lines.split('\n').length).toBe(6_001);
    expect(accepted.lines).not.toContain('bad');
  });

  it('are never parts of orders', async () => {
    const lines = Array.from({ length: 9_000 }, (_, at) => ({ sku: `SKU-${at}`, quantity: 1, unitPrice: 1 }));
    const good = order({ lines, total: 9_000 });
    const text = ndjson(order({ orderId: 'first' }), { ...good, total: 1 }, { ...good, orderId: 'last' });
    const reading = await read('ndjson', text, { blockSize: 5_000 });
    expect(told(reading)).toEqual(['2 2 total total-is-sum']);
    expect(reading.lines.split('\n').map((line) => line.slice(0, 20))).toEqual([
      '{"orderId":"first","',
      '{"orderId":"last","c',
      '',
    ]);
  });
});

describe('large records', () => {
  it('are read in a time that grows with them and no faster', async () => {
    const wide = order({ customerId: 'x'.repeat(4_000_000) });
    const started = performance.now();
    const reading = await read('json', JSON.stringify([wide]), { blockSize: 200 });
    expect(told(reading)).toEqual(['1 1 customerId id-length']);
    // 20,000 blocks: to read all that there is for each of them would be 40 GB of scanning.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a type without orders', () => {
  it('is a mistake of the caller', () => {
    const sink = { write: () => Promise.resolve() };
    const options = { now: NOW, policy: 'reject', sink, limits: DEFAULT_LIMITS } as const;
    expect(() => readOrders({ ...options, fileType: 'text/plain' })).toThrow('cannot hold orders');
  });
});
