// QUEUED mode: one execution in a stage at a time, the others wait in the order in which they came.

export interface StageLocks {
  /** Resolves with the function that gives the stage back. */
  enter(stage: string): Promise<() => void>;
}

export function createStageLocks(): StageLocks {
  const tails = new Map<string, Promise<void>>();
  return {
    enter: async (stage) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const before = tails.get(stage);
      tails.set(stage, promise);
      await before;
      return resolve;
    },
  };
}
