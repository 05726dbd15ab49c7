// The bookkeeping of the daily reports in memory, by the conditions of the real one.
import type { DayBook, DayEntry } from '../../../lambda/core/daily-report/daily-ports.ts';

type Item = DayEntry & { token?: unknown; leaseUntil?: unknown };

export interface MemoryDayBook extends DayBook {
  /** By day; a test may put anything there. */
  items: Map<string, Item>;
}

export function createMemoryDayBook(): MemoryDayBook {
  const items = new Map<string, Item>();
  const mine = (day: string, token: string) => {
    const item = items.get(day);
    return item?.token === token ? item : undefined;
  };
  return {
    items,
    read: async (day) => {
      const item = items.get(day);
      return item && { ...item };
    },
    take: async ({ day, token, now, until, latest, revision }) => {
      const item = items.get(day) ?? {};
      if (item.token === token) return true;
      const isFree = !(
        typeof item.leaseUntil === 'string' &&
        item.leaseUntil >= now &&
        item.leaseUntil <= latest
      );
      if (!isFree || item.revision !== revision) return false;
      items.set(day, { ...item, token, leaseUntil: until });
      return true;
    },
    commit: async ({ day, token, revision, rowsHash, message }) => {
      const item = mine(day, token);
      if (!item) return false;
      items.set(day, { ...item, revision, rowsHash, message, notification: 'PENDING' });
      return true;
    },
    markSent: async ({ day, token }) => {
      const { token: _, leaseUntil: __, ...item } = mine(day, token) ?? {};
      if (_ !== undefined) items.set(day, { ...item, notification: 'SENT' });
    },
    release: async ({ day, token }) => {
      const { token: _, leaseUntil: __, ...item } = mine(day, token) ?? {};
      if (_ !== undefined) items.set(day, item);
    },
  };
}
