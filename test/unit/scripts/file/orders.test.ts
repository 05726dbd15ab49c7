// What the verbs about files say of one with orders: where the orders are, and that they were told.
import { expect, test } from '@jest/globals';
import { toRecord } from '../../../../scripts/lib/file/file-record.ts';
import { describeRow } from '../../../../scripts/lib/file/status.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { onlyRow, upload } from '../../../support/world.ts';
import { TracedWorld } from './trace-world.ts';

const { lines } = captureOutput();

test('accepted orders are told with their key, and with the event on the way of the file', async () => {
  const traced = new TracedWorld(lines);
  await traced.deliver(upload(traced.world, 'A 1.10\nB 2.20\n', { key: 'orders/a.ndjson' }));
  const row = onlyRow(traced.world);
  const ordersKey = `normalized/orders/${row.documentId}.ndjson`;
  expect(toRecord(row)).toMatchObject({ ordersKey });
  expect(describeRow(row)).toContain(`Orders key   │ ${ordersKey} `);
  expect((await traced.trace('orders/a.ndjson')).text).toContain('2 orders normalized and told to the bus');
});

test.each([
  ['orders/bad.ndjson', 'A 1.10\nbad\n'],
  ['notes.txt', 'no orders'],
])('of %s nothing is told', async (key, content) => {
  const traced = new TracedWorld(lines);
  await traced.deliver(upload(traced.world, content, { key }));
  const row = onlyRow(traced.world);
  expect(toRecord(row)).toMatchObject({ ordersKey: null });
  expect(describeRow(row)).not.toContain('Orders key');
  expect((await traced.trace(key)).text).not.toContain('told to the bus');
});
