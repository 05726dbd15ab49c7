// The reports bucket in memory. Like S3's, its ETag depends on the content alone: the same bytes written again have the same one.
import { createHash } from 'node:crypto';
import type { Reports } from '../../../lambda/core/ports.ts';

export interface MemoryReports extends Reports {
  /** What stands under each key. */
  objects: ReadonlyMap<string, Buffer>;
  /** Every write that succeeded, in order. */
  writes: readonly { key: string; body: Buffer }[];
}

export function createMemoryReports(): MemoryReports {
  const objects = new Map<string, Buffer>();
  const writes: { key: string; body: Buffer }[] = [];
  const store = (key: string, body: Buffer) => {
    objects.set(key, body);
    writes.push({ key, body });
  };
  return {
    objects,
    writes,
    putIfAbsent: async (key, body) => {
      if (objects.has(key)) return 'exists';
      store(key, body);
      return 'written';
    },
    head: async (key, body) => {
      const there = objects.get(key);
      return there && { eTag: eTagOf(there), sameContent: there.equals(body) };
    },
    putIfMatch: async (key, body, eTag) => {
      const there = objects.get(key);
      if (!there || eTagOf(there) !== eTag) return 'changed';
      store(key, body);
      return 'written';
    },
  };
}

function eTagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
