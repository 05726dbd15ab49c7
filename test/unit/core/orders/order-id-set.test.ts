// The set of order ids: exact digests and places, in little memory.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { digestWords, OrderIdSet } from '../../../../lambda/core/orders/order-id-set.ts';

const words = new Uint32Array(4);

function add(set: OrderIdSet, id: string, place: { record: number; line: number }): boolean {
  digestWords(Buffer.from(id), words);
  if (set.has(words)) return false;
  set.add(words, place);
  return true;
}

describe('the set of order ids', () => {
  it('knows the digest of every id', () => {
    const set = new OrderIdSet();
    const ids = Array.from({ length: 10_000 }, (_, at) => `SO-${at}-é`);
    for (const [at, id] of ids.entries()) expect(add(set, id, { record: at + 1, line: at + 2 })).toBe(true);
    expect(set.size).toBe(10_000);
    for (const at of [0, 1, 4_095, 4_096, 9_999]) {
      const digest = createHash('sha256')
        .update(ids[at] as string)
        .digest();
      expect(set.digestAt(at).equals(digest.subarray(0, 16))).toBe(true);
    }
    for (const id of ids) expect(add(set, id, { record: 1, line: 1 })).toBe(false);
  });

  it('knows the place of every id, near or far from the one before', () => {
    const set = new OrderIdSet();
    const places = [{ record: 1, line: 2 }];
    for (let at = 1; at < 9_000; at += 1) {
      const { record, line } = places[at - 1] as { record: number; line: number };
      places.push({
        record: record + (at % 7 === 0 ? 300 : 1),
        line: line + (at % 11 === 0 ? 70_000 : at % 256),
      });
    }
    for (const [at, place] of places.entries()) add(set, `SO-${at}`, place);
    expect(places.map((_, at) => set.placeOf(at))).toEqual(places);
  });

  it('has no entry beyond its size', () => {
    const set = new OrderIdSet();
    expect(() => set.digestAt(0)).toThrow(RangeError);
    add(set, 'SO-1', { record: 1, line: 1 });
    expect(() => set.placeOf(1)).toThrow(RangeError);
    expect(() => set.placeOf(-1)).toThrow(RangeError);
  });

  it('tells ids apart whose digests begin alike', () => {
    const set = new OrderIdSet();
    for (let at = 0; at < 3_000; at += 1) {
      const alike = Uint32Array.from([7, 0x12_000000, at >> 5, at & 31]);
      expect(set.has(alike)).toBe(false);
      set.add(alike, { record: at + 1, line: at + 1 });
      expect(set.has(alike)).toBe(true);
    }
    expect(set.size).toBe(3_000);
  });
});
