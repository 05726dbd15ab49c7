import { describe, expect, test } from '@jest/globals';
import { itemSize, readUnits, writeUnits } from '../../../../scripts/cost/item-size.ts';

describe('an item has the size', () => {
  test.each<[string, Parameters<typeof itemSize>[0], number]>([
    ['of its names and texts in UTF-8', { a: { S: 'xyz' }, größe: { S: 'ä' } }, 1 + 3 + 7 + 2],
    ['of its numbers: half a byte a digit, and one', { n: { N: '12345' } }, 1 + 3 + 1],
    ['without zeros at the ends', { n: { N: '1200' } }, 1 + 1 + 1],
    ['with a minus', { n: { N: '-1.5' } }, 1 + 1 + 1 + 1],
    ['of truth and nothing', { b: { BOOL: true }, z: { NULL: true } }, 4],
    ['of a list and its elements', { l: { L: [{ S: 'ab' }, { N: '7' }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
    ['of a map, its names and values', { m: { M: { ab: { S: 'c' } } } }, 1 + 3 + 1 + 2 + 1],
  ])('%s', (_, item, size) => expect(itemSize(item)).toBe(size));

  test('of nothing unknown', () => {
    expect(() => itemSize({ s: { SS: ['a'] } })).toThrow(/Nobody counts values of the kind SS/);
  });
});

test('units begin anew behind 1 KB of writing and 4 KB of reading', () => {
  expect([0, 1, 1_024, 1_025, 4_096].map(writeUnits)).toEqual([1, 1, 1, 2, 4]);
  expect([0, 1, 4_096, 4_097].map(readUnits)).toEqual([1, 1, 1, 2]);
});
