// Orders that are in more than one file: refused, waited for, or recognised as the same file sent again.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import type { FileVersion } from '../../../../lambda/core/work.ts';
import { deliver } from '../../../support/deliveries.ts';
import { createMemoryOrderPorts } from '../../../support/fakes/memory-order-ports.ts';
import { leaveInWork, rejecting } from '../../../support/order-ends.ts';
import { createWorld, passLease, upload, type World } from '../../../support/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const put = (key: string, content: string) => upload(world, content, { key: `orders/${key}.ndjson` });
const rowOf = (file: FileVersion): FileRow | undefined =>
  world.table.rows().find(({ documentId }) => documentId === documentIdOf(file));
const linesOf = (file: FileVersion) =>
  world.orders.files
    .get(`normalized/orders/${documentIdOf(file)}.ndjson`)
    ?.body.toString()
    .trimEnd()
    .split('\n');
const accept = () => {
  world.settings = { ...world.settings, orders: { prefix: 'orders/', policy: 'accept-valid' } };
};

describe('an order of another accepted file', () => {
  test('rejects the file, with the place of each', async () => {
    const first = put('a', 'A 1.00\nB 2.00\n');
    await deliver(world, first);
    const second = put('b', 'C 1.00\nA 5.00\nB 6.00\n');
    await deliver(world, second);
    expect(rowOf(second)).toMatchObject({
      status: 'REJECTED',
      reasonCode: 'INVALID_ORDERS',
      reason: `2 of 3 orders are not valid; the first is record 2 on line 2: The orderId must not be that of an order in another accepted file; ${documentIdOf(first)} has it.`,
      details: { orderCount: 1, invalidOrderCount: 2, errorCount: 2, errors: [{ record: 2 }, { record: 3 }] },
    });
    expect(world.orders.published).toHaveLength(1);
  });

  test('is counted in a file of many, whose later ids are not claimed any more', async () => {
    world.orders = createMemoryOrderPorts(10);
    const lines = (prefix: string) => Array.from({ length: 95 }, (_, at) => `${prefix}${at} 1.00\n`).join('');
    await deliver(world, put('a', lines('same-')));
    const second = put('b', lines('other-') + lines('same-'));
    await deliver(world, second);
    expect(rowOf(second)?.details).toMatchObject({ orderCount: 95, errorCount: 95 });
    const owners = [...world.orders.claims.values()].map(({ holders }) => holders[0]?.documentId);
    expect(owners.filter((id) => id === documentIdOf(second)).length).toBeLessThan(95);
  });

  test('is left out where the policy accepts the others, and the sums are those of the rest', async () => {
    await deliver(world, put('a', 'A 1.00\nB 2.00\n'));
    accept();
    const second = put('b', 'C 1.00\nA 5.00\nD 6.25\n');
    await deliver(world, second);
    expect(rowOf(second)).toMatchObject({
      status: 'PROCESSED',
      details: { orderCount: 2, invalidOrderCount: 1, errorCount: 1, totals: { EUR: '7.25' } },
    });
    expect(linesOf(second)).toEqual([
      '{"orderId":"C","currency":"EUR","total":"1.00"}',
      '{"orderId":"D","currency":"EUR","total":"6.25"}',
    ]);
    expect(world.orders.published.at(-1)).toMatchObject({ orderCount: 2, totals: { EUR: '7.25' } });
    expect([...world.orders.open]).toEqual([]);
  });

  test('is nobody’s when that file has been rejected since', async () => {
    const first = put('a', 'A 1.00\n');
    await leaveInWork(world, first);
    passLease(world);
    await rejecting(world, () => deliver(world, first));
    const second = put('b', 'A 1.50\n');
    await deliver(world, second);
    expect(rowOf(second)?.status).toBe('PROCESSED');
    const [claim] = world.orders.claims.values();
    expect(claim?.holders).toMatchObject([{ documentId: documentIdOf(second) }]);
    // The first one comes too late.
    await deliver(world, { ...first, revision: 2 });
    expect(rowOf(first)).toMatchObject({ status: 'REJECTED', reasonCode: 'INVALID_ORDERS' });
  });

  test('is nobody’s when the row of that file is gone', async () => {
    const first = put('a', 'A 1.00\n');
    await deliver(world, first);
    const row = rowOf(first);
    world.table = createWorld().table;
    const second = put('b', 'A 1.50\n');
    await deliver(world, second);
    expect(row && rowOf(second)?.status).toBe('PROCESSED');
  });
});

describe('an order of a file in work', () => {
  test('is waited for: the message comes again, and nothing counts as an error', async () => {
    const first = put('a', 'A 1.00\n');
    await leaveInWork(world, first);
    const second = put('b', 'A 1.50\n');
    expect(await deliver(world, second)).toMatchObject({ action: 'return', why: 'busy', delayInSeconds: 10 });
    expect(rowOf(second)).toMatchObject({ status: 'PROCESSING', attempt: 0 });
    passLease(world);
    await deliver(world, first);
    await deliver(world, second);
    expect(rowOf(first)?.status).toBe('PROCESSED');
    expect(rowOf(second)?.reasonCode).toBe('INVALID_ORDERS');
  });

  test('cannot hold up two files by each other', async () => {
    world.orders = createMemoryOrderPorts(1);
    const files = [put('a', 'A 1.00\nB 2.00\n'), put('b', 'B 1.00\nA 2.00\n')] as const;
    // Both claim what they can before either commits.
    world.before.set('write ids', async () => {
      world.before.clear();
      await deliver(world, files[1]);
    });
    await deliver(world, files[0]);
    for (const file of files) await deliver(world, file);
    const states = files.map((file) => rowOf(file)?.status).sort();
    expect(states).toEqual(['PROCESSED', 'REJECTED']);
  });

  test('is not waited for by a replay that holds a later one: it would wait for itself', async () => {
    world.orders = createMemoryOrderPorts(1);
    accept();
    // In ascending order of the digests: A, C, B.
    const first = put('a', 'A 1.00\n');
    await deliver(world, first);
    const second = put('b', 'A 2.00\nC 3.00\n');
    await deliver(world, second);
    expect(rowOf(second)?.details).toMatchObject({ orderCount: 1 });
    await rejecting(world, () => deliver(world, { ...first, revision: 2 }));
    const third = put('c', 'A 4.00\n');
    await leaveInWork(world, third);
    await deliver(world, { ...second, revision: 2 });
    expect(rowOf(second)).toMatchObject({ status: 'PROCESSED', revision: 2, details: { orderCount: 1 } });
  });
});
