import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { inAscendingOrder } from '../../../../lambda/core/order-files/ascending-ids.ts';

test('goes through every id once, in ascending order, so many at a time', () => {
  const digests = Array.from({ length: 5_003 }, (_, at) =>
    createHash('sha256').update(`${at}`).digest().subarray(0, 16),
  );
  const ids = {
    size: digests.length,
    digestAt: (at: number) => digests[at]!,
    placeOf: () => ({ record: 1, line: 1 }),
  };
  const lists = [...inAscendingOrder(ids, 100)];
  expect(lists.map(({ length }) => length)).toEqual([...Array.from({ length: 50 }, () => 100), 3]);
  const all = lists.flat();
  expect(all.map(({ id }) => id)).toEqual(digests.map((digest) => digest.toString('hex')).sort());
  for (const { id, index } of all) expect(digests[index]?.toString('hex')).toBe(id);
  expect([...inAscendingOrder({ ...ids, size: 0 }, 100)]).toEqual([]);
});
