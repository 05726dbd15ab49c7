// Which execution a failed stage is rolled back to.
import type { Execution } from './execution.ts';

/**
 * The newest one in which the stage succeeded: of the same definition, no rollback itself ("Configuring stage rollback"),
 * and of the same `npm start`, because an engine begins empty.
 */
export function rollbackTarget(
  newestFirst: readonly Execution[],
  { failed, stageName }: { failed: Execution; stageName: string },
): Execution | undefined {
  return newestFirst.find(
    (candidate) =>
      candidate.executionId !== failed.executionId &&
      candidate.executionType === 'STANDARD' &&
      candidate.definitionVersion === failed.definitionVersion &&
      candidate.session === failed.session &&
      candidate.stages.some(({ name, status }) => name === stageName && status === 'Succeeded'),
  );
}
