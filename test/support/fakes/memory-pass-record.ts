// The reconciler's bookkeeping item in memory; a test may put anything into it.
import type { PassRecord } from '../../../lambda/core/ports.ts';

export interface MemoryPassRecord extends PassRecord {
  item: Record<string, unknown>;
}

export function createMemoryPassRecord(): MemoryPassRecord {
  const record: MemoryPassRecord = {
    item: {},
    take: async ({ token, now, until, latest }) => {
      const { leaseUntil, token: holder } = record.item;
      const isHeld = typeof leaseUntil === 'string' && leaseUntil >= now && leaseUntil <= latest;
      if (isHeld && holder !== token) return 'busy';
      record.item = { ...record.item, token, leaseUntil: until };
      return { state: record.item.state };
    },
    store: async ({ token, state, release }) => {
      if (record.item.token !== token) return false;
      record.item = { ...record.item, state };
      if (release) for (const name of ['token', 'leaseUntil']) delete record.item[name];
      return true;
    },
  };
  return record;
}
