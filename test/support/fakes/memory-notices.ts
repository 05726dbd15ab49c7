// The results topic in memory: remembers what was published.
import type { Notice, Notices } from '../../../lambda/core/ports.ts';

export interface MemoryNotices extends Notices {
  published: readonly Notice[];
}

export function createMemoryNotices(): MemoryNotices {
  const published: Notice[] = [];
  return {
    published,
    publish: async (notice) => void published.push(notice),
  };
}
