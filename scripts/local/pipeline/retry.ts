// Retry of a failed stage, under the conditions of RetryStageExecution.
import { UserError } from '../../lib/user-error.ts';
import type { World } from './carry-through.ts';
import type { StageDefinition } from './definition.ts';
import type { Execution, StageState } from './execution.ts';

/** Takes a failed execution up again; returns the stages that are still to be passed. Throws UserError. */
export function reopen(
  world: World,
  executionId: string,
): { execution: Execution; stages: StageDefinition[] } {
  const execution = world.store.find(executionId);
  const definition = world.store.definitionOf(execution.executionId);
  const failed = execution.stages.find(({ status }) => status === 'Failed');
  const refusal = retryRefusal(world, execution, failed);
  if (failed === undefined || refusal !== undefined) {
    throw new UserError(`${short(execution.executionId)} cannot be retried: ${refusal}`);
  }
  execution.status = 'InProgress';
  delete execution.endedAt;
  delete execution.statusSummary;
  const first = definition.stages.findIndex(({ name }) => name === failed.name);
  return { execution, stages: definition.stages.slice(first) };
}

function retryRefusal(
  world: World,
  execution: Execution,
  failed: StageState | undefined,
): string | undefined {
  if (execution.status !== 'Failed' || failed === undefined) {
    return `it is ${execution.status}; only a failed stage can be retried.`;
  }
  if (execution.executionType === 'ROLLBACK') return 'it is a rollback; push a commit instead.';
  if (execution.session !== world.session) {
    return 'it belongs to an earlier `npm start`, whose engine is gone; use `npm run pipeline -- start` instead.';
  }
  return world.latestInStage.get(failed.name) === execution.executionId
    ? undefined
    : `another execution has entered ${failed.name} since; push a commit or use \`npm run pipeline -- start\`.`;
}

const short = (id: string) => id.slice(0, 8);
