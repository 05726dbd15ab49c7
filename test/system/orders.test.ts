// Orders through the whole system and on to a consumer that counts stock: four formats, gzip, replays, doubled events, duplicates, bad ones.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { testEngine } from '../support/engine.ts';
import { OrderWorld } from '../support/order-world.ts';
import { inFourFormats, type Order } from '../support/orders.ts';

jest.setTimeout(180_000);

testEngine();
const RUN = `o${Date.now()}`;
let world: OrderWorld;

beforeAll(async () => {
  world = await OrderWorld.open(RUN);
}, 120_000);
afterAll(() => world.close(), 60_000);

const order = (orderId: string, sku: string, quantity = 1): Order => ({
  orderId: `${RUN}-${orderId}`,
  customerId: 'C-1',
  placedAt: '2024-11-21T11:00:00+01:00',
  currency: 'EUR',
  channel: 'web',
  lines: [{ sku, quantity, unitPrice: '2.50' }],
  total: (2.5 * quantity).toFixed(2),
});

describe('good orders', () => {
  const sku = `tea-${RUN}`;
  const formats = inFourFormats([
    order('1', sku, 2),
    order('2', sku, 3),
    { ...order('3', sku), currency: 'JPY', total: '250', lines: [{ sku, quantity: 1, unitPrice: '250' }] },
  ]);
  const files: [string, string | Buffer][] = [
    ['a.csv', formats.csv],
    ['b.json', formats.json],
    ['c.ndjson', formats.ndjson],
    ['d.xml', formats.xml],
    ['e.csv.gz', gzipSync(formats.csv)],
  ];
  const rows: FileRow[] = [];

  test.each(files)('in %s are accepted, copied, told to the bus and to people', async (name, body) => {
    const row = await world.send(name, body);
    rows.push(row);
    expect(row).toMatchObject({
      status: 'PROCESSED',
      details: { orderCount: 3, invalidOrderCount: 0, totals: { EUR: '12.50', JPY: '250' } },
    });
    await world.keepsPromise(row);
    const { documentId } = row;
    const key = `normalized/orders/${documentId}.ndjson`;
    const totals = { EUR: '12.50', JPY: '250' };
    const bucketName = world.outside.output('ReportsBucketName');
    await world.hasEvents(row, [
      { schemaVersion: 1, documentId, revision: 1, bucketName, key, orderCount: 3, totals },
    ]);
    expect((await world.messageOf(row))?.body.text).toBe(
      `3 orders processed successfully at ${row.processedAt}`,
    );
  });

  test('are byte by byte the same in every format, and counted once for each file', async () => {
    const texts = await Promise.all(rows.map((row) => world.normalizedOf(row)));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toBe(formats.normalized);
    await world.hasCounted(sku, 6 * files.length);
    await world.consumed();
  });

  test('are counted once also after a replay, and after an event that came twice', async () => {
    const [row] = rows;
    if (!row) throw new Error('No file was accepted.');
    const again = await world.replay(row);
    await world.keepsPromise(again);
    await world.hasEvents(row, 2);
    for (const detail of await world.eventsOf(row)) await world.sendEvent(detail);
    await world.hasEvents(row, 4);
    await world.consumed();
    expect(await world.ordered(sku)).toBe(6 * files.length);
    expect(await world.normalizedOf(again)).toBe(formats.normalized);
  });
});

test('a thousand orders are announced in one sentence', async () => {
  const sku = `many-${RUN}`;
  const orders = Array.from({ length: 1_000 }, (_, n) => order(`many-${n}`, sku, 2));
  const row = await world.send('many.csv', inFourFormats(orders).csv);
  await world.keepsPromise(row);
  const message = await world.messageOf(row);
  expect(message?.body).toMatchObject({
    text: `1000 orders processed successfully at ${row.processedAt}`,
    orderCount: 1_000,
    totals: { EUR: '5000.00' },
  });
  await world.hasCounted(sku, 2_000);
});

describe('orders that are not accepted', () => {
  test('are told with place, field and rule, and go nowhere', async () => {
    const bad = { ...order('bad', `bad-${RUN}`), total: '9.99' };
    const row = await world.send('bad.ndjson', inFourFormats([order('good', `bad-${RUN}`), bad]).ndjson);
    expect(row).toMatchObject({
      status: 'REJECTED',
      reasonCode: 'INVALID_ORDERS',
      reason:
        '1 of 2 orders is not valid; the first is record 2 on line 2: The total must be the sum of quantity times unitPrice over the lines of the order.',
      details: {
        orderCount: 1,
        errorCount: 1,
        errors: [{ record: 2, line: 2, field: 'total', rule: 'total-is-sum' }],
      },
    });
    await world.keepsPromise(row);
    expect((await world.messageOf(row))?.body.errors).toMatchObject([{ record: 2, rule: 'total-is-sum' }]);
    expect(await world.eventsOf(row)).toEqual([]);
    await expect(world.normalizedOf(row)).rejects.toThrow();
  });

  test('because another file has them: the first one keeps them', async () => {
    const shared = order('shared', `shared-${RUN}`, 4);
    const first = await world.send('first.json', inFourFormats([shared]).json);
    expect(first.status).toBe('PROCESSED');
    const second = await world.send('second.json', inFourFormats([{ ...shared, customerId: 'C-2' }]).json);
    expect(second).toMatchObject({
      reasonCode: 'INVALID_ORDERS',
      details: {
        errors: [
          {
            record: 1,
            field: 'orderId',
            rule: 'duplicate-in-another-file',
            message: `The orderId must not be that of an order in another accepted file; ${first.documentId} has it.`,
          },
        ],
      },
    });
    // Sent again under its own name, mended, it is no duplicate of itself.
    const mended = await world.send('first.json', inFourFormats([{ ...shared, customerId: 'C-3' }]).json);
    expect(mended.status).toBe('PROCESSED');
  });

  test('are files like any other outside of the prefix', async () => {
    const key = `elsewhere/${RUN}.ndjson`;
    const versionId = await world.outside.put(
      key,
      inFourFormats([{ ...order('x', 'x'), total: '1' }]).ndjson,
    );
    const row = await world.announced(key, versionId);
    expect(row.status).toBe('PROCESSED');
    expect(row.details).not.toHaveProperty('orderCount');
    expect(await world.eventsOf(row)).toEqual([]);
  });
});
