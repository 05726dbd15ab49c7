// The order ids of a file in ascending order, some at a time; beside the set itself it takes 4 bytes an id.
import type { OrderIdSet } from './order-ports.ts';

/** An order id by its hex digest, and its position in the set. */
export interface IdAt {
  id: string;
  index: number;
}

const PREFIXES = 65_536;

/** Lists of so many ids; every file goes through the ids in this same order. */
export function* inAscendingOrder(ids: OrderIdSet, atOnce: number): Generator<IdAt[]> {
  let list: IdAt[] = [];
  for (const group of byPrefix(ids)) {
    for (const one of group) {
      list.push(one);
      if (list.length < atOnce) continue;
      yield list;
      list = [];
    }
  }
  if (list.length > 0) yield list;
}

/** Counted into groups of the same first two bytes; each is small enough to be sorted as texts. */
function* byPrefix(ids: OrderIdSet): Generator<IdAt[]> {
  const ends = new Uint32Array(PREFIXES + 1);
  const prefixOf = (index: number) => ids.digestAt(index).readUInt16BE(0);
  for (let index = 0; index < ids.size; index++) ends[prefixOf(index)]! += 1;
  for (let prefix = 1; prefix <= PREFIXES; prefix++) ends[prefix]! += ends[prefix - 1]!;
  const sorted = new Uint32Array(ids.size);
  for (let index = ids.size - 1; index >= 0; index--) sorted[--ends[prefixOf(index)]!] = index;
  // Now each entry is the beginning of its group.
  for (let prefix = 0; prefix < PREFIXES; prefix++) {
    const group = sorted.subarray(ends[prefix], ends[prefix + 1]);
    if (group.length === 0) continue;
    const named = Array.from(group, (index) => ({ index, id: ids.digestAt(index).toString('hex') }));
    yield named.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
