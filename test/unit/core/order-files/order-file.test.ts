// A file of orders through the whole protocol in memory: staged, claimed, committed, copied, announced.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { isOrderFile } from '../../../../lambda/core/order-files/order-file.ts';
import { fileReport } from '../../../../lambda/core/report/file-report.ts';
import type { FileVersion } from '../../../../lambda/core/work.ts';
import { deliver, deliverOrCrash } from '../../../support/deliveries.ts';
import { createWorld, FAULTS, passLease, upload, type World } from '../../../support/world.ts';

const GOOD = 'A 1.10\nB 2.20\n';
const ORDERS_PATH =
  'get,claim,open,write staged,write ids,complete staged,count,commit,find,copy,putIfAbsent,send event,publish,mark'.split(
    ',',
  );

let world: World;
beforeEach(() => {
  world = createWorld();
});

const uploadOrders = (content = GOOD, key = 'orders/a.ndjson') => upload(world, content, { key });
const rowOf = (file: FileVersion): FileRow => {
  const row = world.table.rows().find(({ documentId }) => documentId === documentIdOf(file));
  if (!row) throw new Error('The file has no row.');
  return row;
};
const normalizedOf = (file: FileVersion) =>
  world.orders.files.get(`normalized/orders/${documentIdOf(file)}.ndjson`)?.body.toString();
const normalized = (...orders: string[]) =>
  orders
    .map((order) => order.split(' '))
    .map(([orderId, total]) => `${JSON.stringify({ orderId, currency: 'EUR', total })}\n`)
    .join('');

/** Row, report, normalized file and event agree; nothing is left over. */
function expectAccepted(file: FileVersion, events: number): void {
  const row = rowOf(file);
  expect(row).toMatchObject({ status: 'PROCESSED', notification: 'SENT' });
  expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
  expect(normalizedOf(file)).toBe(normalized('A 1.10', 'B 2.20'));
  const own = world.orders.published.filter(({ documentId }) => documentId === row.documentId);
  expect(own.length).toBeGreaterThan(0);
  expect(own.length).toBeLessThanOrEqual(events);
  for (const event of own)
    expect(event).toEqual({
      schemaVersion: 1,
      documentId: row.documentId,
      revision: row.revision,
      key: `normalized/orders/${row.documentId}.ndjson`,
      orderCount: 2,
      totals: { EUR: '3.30' },
    });
}

describe('order files', () => {
  test.each([
    ['orders/a.csv', true],
    ['orders/sub/a.json.gz', true],
    ['orders/a.XML', true],
    ['orders/a.txt', false],
    ['orders/a.pdf', false],
    ['orders.csv', false],
    ['other/orders/a.csv', false],
  ])('%s: %s', (key, expected) => {
    expect(isOrderFile(key, { prefix: 'orders/', policy: 'reject' })).toBe(expected);
    expect(isOrderFile(key, { prefix: '', policy: 'reject' })).toBe(false);
  });

  test('are staged and claimed before the commit, copied before the report, told to the bus before the message', async () => {
    const file = uploadOrders();
    expect(await deliver(world, file)).toMatchObject({ why: 'finished' });
    expect(world.calls).toEqual(ORDERS_PATH);
    expectAccepted(file, 1);
    expect(rowOf(file).details).toEqual({ orderCount: 2, invalidOrderCount: 0, totals: { EUR: '3.30' } });
    expect(JSON.parse(world.notices.published[0]?.machineText ?? '')).toMatchObject({
      orderCount: 2,
      text: '2 orders processed successfully at 2026-11-21T10:00:00.000Z',
    });
  });

  test('keep what is staged out of the report and the message', async () => {
    const file = uploadOrders();
    await deliver(world, file);
    const { stagedKey = '', documentId } = rowOf(file);
    expect(stagedKey).toBe(`staging/${documentId}/token-1.ndjson`);
    expect(String(world.reports.objects.get(`processed/${documentId}.json`))).not.toContain('staging/');
    expect(JSON.stringify(world.notices.published)).not.toContain('staging/');
  });

  test('with a bad order are rejected with the place of the first, and nothing is claimed or left staged', async () => {
    const { measure } = world;
    world.measure = async (input) => ({ ...(await measure(input)), details: { columns: ['A', '1.10'] } });
    const file = uploadOrders('A 1.10\nbad\nbad\n');
    await deliver(world, file);
    expect(rowOf(file)).toMatchObject({
      status: 'REJECTED',
      reasonCode: 'INVALID_ORDERS',
      reason:
        '2 of 3 orders are not valid; the first is record 2 on line 2: The total must be the sum of the lines.',
      details: { orderCount: 1, invalidOrderCount: 2, errorCount: 2 },
    });
    // What stands where the header should be may be an order.
    expect(rowOf(file).details).not.toHaveProperty('columns');
    expect(rowOf(file)).not.toHaveProperty('stagedKey');
    expect([...world.orders.claims, ...world.orders.staged, ...world.orders.open]).toEqual([]);
    expect(world.orders.published).toEqual([]);
    expect(normalizedOf(file)).toBeUndefined();
  });

  test('with a bad order are accepted without it where the policy says so', async () => {
    world.settings = { ...world.settings, orders: { prefix: 'orders/', policy: 'accept-valid' } };
    const file = uploadOrders('A 1.10\nbad\nB 2.20\n');
    await deliver(world, file);
    expectAccepted(file, 1);
    expect(rowOf(file).details).toMatchObject({
      invalidOrderCount: 1,
      errorCount: 1,
      errors: [{ record: 2 }],
    });
    const onlyBad = uploadOrders('bad\n', 'orders/b.ndjson');
    await deliver(world, onlyBad);
    expect(rowOf(onlyBad)).toMatchObject({ status: 'REJECTED', reasonCode: 'INVALID_ORDERS' });
  });

  test('that are at fault as files keep the verdict of the reader', async () => {
    world.measure = async ({ body }) => {
      body.destroy();
      return { status: 'REJECTED', fileType: 'text/csv', reasonCode: 'MALFORMED_CSV', reason: 'line 1' };
    };
    const file = uploadOrders();
    await deliver(world, file);
    expect(rowOf(file)).toMatchObject({ status: 'REJECTED', reasonCode: 'MALFORMED_CSV' });
    expect([...world.orders.open]).toEqual([]);
  });

  test('carry the expiry of their row', async () => {
    world.settings = { ...world.settings, retentionInDays: 30 };
    const file = uploadOrders();
    await deliver(world, file);
    for (const { expiresAt } of world.orders.claims.values()) expect(expiresAt).toBe(rowOf(file).expiresAt);
  });
});

describe('one fault at any call of a file of orders, then another delivery', () => {
  const cases = ORDERS_PATH.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const));

  test.each(cases)('%s %s', async (fault, _call, at) => {
    const file = uploadOrders();
    world.faults.set(at, fault);
    const first = await deliverOrCrash(world, file);
    if (fault.startsWith('crash')) expect(first).toBe('crashed');
    world.faults.clear();
    passLease(world);
    expect(await deliver(world, file)).toMatchObject({ action: 'acknowledge' });
    expectAccepted(file, 2);
    const texts = new Set(world.notices.published.map(({ machineText }) => machineText));
    expect(texts.size).toBe(1);
    for (const { holders } of world.orders.claims.values()) expect(holders).toHaveLength(1);
  });

  test.each(cases)('%s %s, of a replay', async (fault, _call, at) => {
    const file = uploadOrders();
    await deliver(world, file);
    const replay = { ...file, revision: 2 };
    world.calls.length = 0;
    world.faults.set(at, fault);
    await deliverOrCrash(world, replay);
    world.faults.clear();
    passLease(world);
    expect(await deliver(world, replay)).toMatchObject({ action: 'acknowledge' });
    expect(rowOf(file).revision).toBe(2);
    world.orders.published.splice(0, 1);
    expectAccepted(file, 2);
  });
});
