// A file of orders whose next revision is on its way: nothing of the one before may come over it.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { project } from '../../../../lambda/core/project.ts';
import { beginWork, type FileVersion } from '../../../../lambda/core/work.ts';
import { deliver } from '../../../support/deliveries.ts';
import { createWorld, onlyRow, upload, type World } from '../../../support/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const uploadOrders = () => upload(world, 'A 1.10\nB 2.20\n', { key: 'orders/a.ndjson' });
const rowOf = (_file: FileVersion): FileRow => onlyRow(world);
const normalizedOf = (file: FileVersion) =>
  world.orders.files.get(`normalized/orders/${documentIdOf(file)}.ndjson`)?.body.toString();
const NORMALIZED = [
  '{"orderId":"A","currency":"EUR","total":"1.10"}\n',
  '{"orderId":"B","currency":"EUR","total":"2.20"}\n',
].join('');

test('orders are in the future or not by the time of the upload, however late they are read', async () => {
  const { read } = world.orders;
  const judgedBy: number[] = [];
  world.orders.read = async (options) => {
    judgedBy.push(options.now);
    return read(options);
  };
  const file = uploadOrders();
  world.clock.advance(3_600_000);
  await deliver(world, file);
  await deliver(world, { ...file, revision: 2 });
  const uploadedAt = Date.parse(rowOf(file).uploadedAt);
  expect(judgedBy).toEqual([uploadedAt, uploadedAt]);
  expect(uploadedAt).toBeLessThan(world.clock.now());
});

describe('a replay of a file of orders', () => {
  test('whose orders are refused now keeps the normalized file of the revision before, and sends no event', async () => {
    const file = uploadOrders();
    await deliver(world, file);
    world.measure = async ({ body, content }) => {
      body.destroy();
      await content?.write(Buffer.from('bad\n'));
      return { status: 'PROCESSED', fileType: 'application/x-ndjson', lineCount: 1, wordCount: 1 };
    };
    await deliver(world, { ...file, revision: 2 });
    expect(rowOf(file)).toMatchObject({ status: 'REJECTED', revision: 2, notification: 'SENT' });
    expect(rowOf(file)).not.toHaveProperty('stagedKey');
    expect(normalizedOf(file)).toBe(NORMALIZED);
    expect(world.orders.published).toHaveLength(1);
  });

  test('is not overtaken by a late worker of revision 1', async () => {
    const file = uploadOrders();
    await deliver(world, file);
    const first = rowOf(file);
    await deliver(world, { ...file, revision: 2 });
    const { stagedKey } = rowOf(file);
    const late = await project(beginWork(file, world.run()), first);
    expect(late).toMatchObject({ action: 'return', why: 'superseded' });
    expect([...world.orders.files.values()].map((one) => one.stagedKey)).toEqual([stagedKey]);
    expect(world.orders.published).toHaveLength(2);
  });

  test('is not overtaken when it copies between the look and the copy of the late worker', async () => {
    const file = uploadOrders();
    await deliver(world, file);
    const first = rowOf(file);
    // Something else stands there when the late worker looks.
    world.orders.files.set(`normalized/orders/${first.documentId}.ndjson`, {
      eTag: 'x',
      body: Buffer.from('x'),
    });
    world.before.set('get', async () => {
      world.before.clear();
      world.before.set('copy', async () => {
        world.before.clear();
        await deliver(world, { ...file, revision: 2 });
      });
    });
    await project(beginWork(file, world.run()), first);
    expect([...world.orders.files.values()].map((one) => one.stagedKey)).toEqual([rowOf(file).stagedKey]);
    expect(rowOf(file).revision).toBe(2);
  });
});
