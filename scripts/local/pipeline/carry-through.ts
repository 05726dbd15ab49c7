// Carries one execution through its stages: queued, with automatic retry and rollback, as CodePipeline does in QUEUED mode.
import { randomUUID } from 'node:crypto';
import type { RunAction } from './action.ts';
import type { PipelineDefinition, StageDefinition } from './definition.ts';
import { markStopped, type Cause, type Execution, type StageState } from './execution.ts';
import { rollbackTarget } from './rollback.ts';
import { runStage, type ActionMoment } from './run-stage.ts';
import type { StageLocks } from './stage-locks.ts';
import type { Store } from './store.ts';

export interface Revision {
  revision: string;
  revisionSummary: string;
  branch: string;
}

export interface ExecutionsOptions {
  store: Store;
  providers: Readonly<Record<string, RunAction>>;
  /** Names this run of the runner; what belongs to another one can neither be retried nor rolled back to. */
  session: string;
  /** Told when an execution begins, ends or is taken up again. */
  onStatus(execution: Execution): void;
  onAction?: ((execution: Execution, moment: ActionMoment) => void) | undefined;
}

export interface World extends ExecutionsOptions {
  locks: StageLocks;
  /** Which execution was the last to enter a stage. */
  latestInStage: Map<string, string>;
  signal: AbortSignal;
}

const STOPPED = '`npm start` was ended while it ran.';

export type Birth = Revision & {
  definition: PipelineDefinition;
  cause: Cause;
  executionType: Execution['executionType'];
};

/** An execution that has not entered a stage yet. */
export function newExecution({ store, session }: World, birth: Birth): Execution {
  const { definition, cause, executionType, revision, revisionSummary, branch } = birth;
  return {
    executionId: randomUUID(),
    number: (store.list()[0]?.number ?? 0) + 1,
    executionType,
    status: 'InProgress',
    cause,
    revision,
    revisionSummary,
    branch,
    pipelineName: definition.name,
    definitionVersion: definition.version,
    session,
    startedAt: now(),
    stages: [],
    variables: {},
    artifacts: {},
  };
}

/** Never throws: how it ends stands in the state. */
export async function carryThrough(
  world: World,
  execution: Execution,
  stages: readonly StageDefinition[],
): Promise<void> {
  for (const stage of stages) {
    const leave = await world.locks.enter(stage.name);
    try {
      if (world.signal.aborted) return stopped(world, execution);
      const succeeded = await passThrough(world, execution, stage);
      if (world.signal.aborted) return stopped(world, execution);
      if (!succeeded) {
        end(world, execution, 'Failed');
        // While the stage is still held: a newer execution must not come between and be rolled back by it.
        return await rollBack(world, execution, stage);
      }
    } finally {
      leave();
    }
  }
  end(world, execution, 'Succeeded');
}

/** Runs one stage, and once more where the definition says that a failed one is retried by itself. */
async function passThrough(world: World, execution: Execution, stage: StageDefinition): Promise<boolean> {
  world.latestInStage.set(stage.name, execution.executionId);
  const state = enterStage(execution, stage.name);
  const attempt = () =>
    runStage({
      execution,
      definition: world.store.definitionOf(execution.executionId),
      stage,
      state,
      folder: world.store.folderOf(execution.executionId),
      providers: world.providers,
      signal: world.signal,
      onChange: () => world.store.save(execution),
      onAction: world.onAction,
    });
  let succeeded = await attempt();
  if (!succeeded && stage.onFailure?.result === 'RETRY' && state.attempt === 1 && !world.signal.aborted) {
    if (stage.onFailure.retryMode === 'ALL_ACTIONS') state.actions = [];
    state.attempt += 1;
    succeeded = await attempt();
  }
  // What a stop interrupts has neither succeeded nor failed.
  if (world.signal.aborted) return false;
  Object.assign(state, { status: succeeded ? 'Succeeded' : 'Failed', endedAt: now() });
  world.store.save(execution);
  return succeeded;
}

function enterStage(execution: Execution, name: string): StageState {
  const before = execution.stages.find((stage) => stage.name === name);
  if (before) {
    before.status = 'InProgress';
    before.attempt += 1;
    delete before.endedAt;
    return before;
  }
  const state: StageState = { name, status: 'InProgress', startedAt: now(), attempt: 1, actions: [] };
  execution.stages.push(state);
  return state;
}

/** The documented rollback: a new execution of this one stage, with the artifacts and variables of the last good one. */
async function rollBack(world: World, failed: Execution, stage: StageDefinition): Promise<void> {
  if (stage.onFailure?.result !== 'ROLLBACK' || failed.executionType === 'ROLLBACK') return;
  const target = rollbackTarget(world.store.list(), { failed, stageName: stage.name });
  if (target === undefined) {
    failed.statusSummary =
      `${failed.statusSummary ?? ''} There is no earlier success of ${stage.name} to roll back to.`.trim();
    return world.store.save(failed);
  }
  const definition = world.store.definitionOf(target.executionId);
  const detail = `${stage.name} of ${short(failed.executionId)} failed, back to ${short(target.executionId)}`;
  const cause: Cause = { type: 'AutomatedRollback', detail };
  const { revision, revisionSummary, branch } = target;
  const birth: Birth = { definition, cause, executionType: 'ROLLBACK', revision, revisionSummary, branch };
  const rollback: Execution = {
    ...newExecution(world, birth),
    variables: structuredClone(target.variables),
    artifacts: { ...target.artifacts },
  };
  world.store.saveDefinition(rollback.executionId, definition);
  world.store.save(rollback);
  world.onStatus(rollback);
  const succeeded = await passThrough(world, rollback, stage);
  if (world.signal.aborted) return stopped(world, rollback);
  end(world, rollback, succeeded ? 'Succeeded' : 'Failed');
}

const short = (id: string) => id.slice(0, 8);

function end(world: World, execution: Execution, status: 'Succeeded' | 'Failed'): void {
  const failed = execution.stages
    .flatMap((stage) => stage.actions.map((action) => ({ stage, action })))
    .find(({ action }) => action.status === 'Failed');
  Object.assign(execution, {
    status,
    endedAt: now(),
    ...(status === 'Failed' &&
      failed && {
        statusSummary: `${failed.stage.name}/${failed.action.name}: ${failed.action.summary ?? ''}`,
      }),
  });
  world.store.save(execution);
  world.onStatus(execution);
}

function stopped(world: World, execution: Execution): void {
  Object.assign(execution, markStopped(execution, now(), STOPPED));
  world.store.save(execution);
}

const now = () => new Date().toISOString();
