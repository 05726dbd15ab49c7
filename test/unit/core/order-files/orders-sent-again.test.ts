// Files that are sent again, and files so large that one attempt is not enough for them.
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

describe('the same file sent again', () => {
  test('under its own name, changed or not, is accepted', async () => {
    await deliver(world, put('a', 'A 1.00\nB 2.00\n'));
    const again = put('a', 'A 1.00\nB 2.50\nC 3.00\n');
    await deliver(world, again);
    expect(rowOf(again)?.status).toBe('PROCESSED');
  });

  test('under another name is accepted when its orders are the same', async () => {
    await deliver(world, put('a', 'A 1.00\nB 2.00\n'));
    const again = put('copy', 'A 1.00\nB 2.00\n');
    await deliver(world, again);
    expect(rowOf(again)?.status).toBe('PROCESSED');
    const third = put('third', 'A 9.00\n');
    await deliver(world, third);
    expect(rowOf(third)?.reasonCode).toBe('INVALID_ORDERS');
  });

  test('keeps the claims of the first one: when the second is rejected, a third one has no chance', async () => {
    const first = put('a', 'A 1.00\n');
    await deliver(world, first);
    const second = put('a', 'A 1.00\nB 2.00\n');
    await leaveInWork(world, second);
    passLease(world);
    await rejecting(world, () => deliver(world, second));
    const third = put('b', 'A 3.00\n');
    await deliver(world, third);
    expect(rowOf(third)?.reasonCode).toBe('INVALID_ORDERS');
  });

  test('over and over does not make the claims grow for ever', async () => {
    for (let times = 0; times < 30; times++) await deliver(world, put('a', 'A 1.00\n'));
    const [claim] = world.orders.claims.values();
    expect(claim?.holders.length).toBeLessThanOrEqual(21);
  });
});

describe('a large file', () => {
  test('goes on where its last attempt was stopped, without claiming again', async () => {
    world.orders = createMemoryOrderPorts(1);
    const orders = Array.from({ length: 40 }, (_, at) => `order-${at} 1.00\n`).join('');
    const file = put('a', orders);
    world.faults.set(4 + 30, 'error before');
    await deliver(world, file);
    expect(world.orders.claims.size).toBe(30);
    world.faults.clear();
    world.calls.length = 0;
    await deliver(world, file);
    const count = (name: string) => world.calls.filter((call) => call === name).length;
    // One write meets the first claim, reads find the end of the others, eight at a time.
    expect(count('write ids')).toBe(1 + 10);
    expect(count('read ids')).toBe(32);
    expect(rowOf(file)?.status).toBe('PROCESSED');
  });

  test('gives its attempt back when time is over', async () => {
    world.orders = createMemoryOrderPorts(1);
    const file = put('a', 'A 1.00\nB 1.00\n');
    const { run } = world;
    world.run = () => {
      const given = run();
      return { ...given, deadlines: { ...given.deadlines, signal: AbortSignal.abort() } };
    };
    world.objects.open = async () => {
      const { Readable } = await import('node:stream');
      return { body: Readable.from([Buffer.from('A 1.00\nB 1.00\n')]), sizeInBytes: 14, eTag: 'e' };
    };
    expect(await deliver(world, file)).toMatchObject({ action: 'return', why: 'error' });
    expect(rowOf(file)).toMatchObject({ status: 'PROCESSING', attempt: 0 });
    expect(world.orders.claims.size).toBe(0);
  });
});
