// The file queue in memory: remembers which message was put off, and for how long.
import type { Queue } from '../../../lambda/core/ports.ts';

export interface MemoryQueue extends Queue {
  changes: readonly { receiptHandle: string; seconds: number }[];
}

export function createMemoryQueue(): MemoryQueue {
  const changes: { receiptHandle: string; seconds: number }[] = [];
  return {
    changes,
    changeVisibility: async (receiptHandle, seconds) => void changes.push({ receiptHandle, seconds }),
  };
}
