// The executions of one runner: starting, retrying, stopping; each is carried through the stages by itself.
import type { PipelineDefinition, StageDefinition } from './definition.ts';
import {
  carryThrough,
  newExecution,
  type ExecutionsOptions,
  type Revision,
  type World,
} from './carry-through.ts';
import type { Cause, Execution } from './execution.ts';
import { reopen } from './retry.ts';
import { createStageLocks } from './stage-locks.ts';

export interface Executions {
  /** Puts a new execution into the queue and returns at once. */
  start(request: Revision & { definition: PipelineDefinition; cause: Cause }): Execution;
  /** Runs the failed stage of an execution again: the actions that failed or were not reached. Throws UserError. */
  retry(executionId: string): Execution;
  /** Ends everything that runs and marks it; nothing begins afterwards. */
  stop(): Promise<void>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

/** Makes the one place that runs executions. */
export function createExecutions(options: ExecutionsOptions): Executions {
  const abort = new AbortController();
  const running = new Map<string, Promise<void>>();
  const world: World = {
    ...options,
    locks: createStageLocks(),
    latestInStage: new Map(),
    signal: abort.signal,
  };
  const run = (execution: Execution, stages: readonly StageDefinition[]) => {
    options.store.save(execution);
    options.onStatus(execution);
    const ended = carryThrough(world, execution, stages).finally(() => running.delete(execution.executionId));
    running.set(execution.executionId, ended);
  };
  const idle = async () => {
    while (running.size > 0) await Promise.all(running.values());
  };
  return {
    start: (request) => {
      const execution = newExecution(world, { ...request, executionType: 'STANDARD' });
      options.store.saveDefinition(execution.executionId, request.definition);
      run(execution, request.definition.stages);
      return execution;
    },
    retry: (executionId) => {
      const { execution, stages } = reopen(world, executionId);
      run(execution, stages);
      return execution;
    },
    idle,
    stop: async () => {
      abort.abort();
      await idle();
    },
  };
}
