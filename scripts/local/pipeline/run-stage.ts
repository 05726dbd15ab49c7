// One stage: its actions by run order, those of equal order side by side; what it learns goes into the state at once.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../../lib/user-error.ts';
import { ActionFailed, type ActionContext, type ActionResult, type RunAction } from './action.ts';
import type { ActionDefinition, PipelineDefinition, StageDefinition } from './definition.ts';
import type { ActionState, Execution, StageState } from './execution.ts';
import { resolveVariables, type Variables } from './variables.ts';

export interface StageRun {
  execution: Execution;
  definition: PipelineDefinition;
  stage: StageDefinition;
  state: StageState;
  /** Folder of the execution. */
  folder: string;
  /** By provider. */
  providers: Readonly<Record<string, RunAction>>;
  signal: AbortSignal;
  /** Called after every change of the state. */
  onChange(): void;
  /** Called when an action begins and when it has ended. */
  onAction?: ((execution: Execution, moment: ActionMoment) => void) | undefined;
}

/** An action as it stands when it begins or has ended. */
export interface ActionMoment {
  stageName: string;
  action: ActionDefinition;
  state: ActionState;
}

/** Runs the actions that have not succeeded yet, and returns whether the stage now has. */
export async function runStage(run: StageRun): Promise<boolean> {
  for (const group of groupsOf(run.stage)) {
    // All actions of a group come to their end, also when one of them has failed.
    const results = await Promise.all(group.map((action) => runUnlessDone(run, action)));
    if (results.includes(false)) return false;
  }
  return true;
}

function groupsOf({ actions }: StageDefinition): ActionDefinition[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

async function runUnlessDone(run: StageRun, action: ActionDefinition): Promise<boolean> {
  if (run.state.actions.some(({ name, status }) => name === action.name && status === 'Succeeded'))
    return true;
  const state = begin(run, action);
  const context = contextOf(run, action, state);
  const tell = () => run.onAction?.(run.execution, { stageName: run.stage.name, action, state });
  tell();
  try {
    run.signal.throwIfAborted();
    Object.assign(state, finish(run, context, await carryOut(run, context)));
  } catch (error) {
    Object.assign(state, fail(run, context, error));
  }
  run.onChange();
  tell();
  return state.status === 'Succeeded';
}

function begin(
  { state: stage, folder, onChange }: StageRun,
  { name, provider }: ActionDefinition,
): ActionState {
  const logFile = join('logs', stage.name, `${name}.log`);
  const state: ActionState = { name, provider, status: 'InProgress', startedAt: now(), logFile };
  const before = stage.actions.findIndex((action) => action.name === name);
  if (before >= 0) stage.actions[before] = state;
  else stage.actions.push(state);
  mkdirSync(join(folder, 'logs', stage.name), { recursive: true });
  writeFileSync(join(folder, logFile), '', { flag: 'a' });
  onChange();
  return state;
}

function contextOf(run: StageRun, action: ActionDefinition, { logFile }: ActionState): ActionContext {
  const { execution, definition, folder, signal } = run;
  const file = join(folder, logFile);
  return {
    execution,
    definition,
    stageName: run.stage.name,
    action,
    inputs: new Map(action.inputArtifacts.map((name) => [name, execution.artifacts[name] ?? ''])),
    outputs: new Map(action.outputArtifacts.map((name) => [name, join(folder, 'artifacts', name)])),
    logFile: file,
    log: (line) => appendFileSync(file, `${line}\n`),
    signal,
  };
}

async function carryOut(
  { execution, definition, providers }: StageRun,
  context: ActionContext,
): Promise<ActionResult> {
  const { action, outputs } = context;
  const provider = providers[action.provider];
  if (provider === undefined) throw new ActionFailed(`The local runner has no provider ${action.provider}.`);
  for (const folder of outputs.values()) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const variables: Variables = {
    ...execution.variables,
    variables: definition.variables,
    codepipeline: { PipelineExecutionId: execution.executionId },
  };
  const configuration = resolveVariables(action.configuration, variables);
  return provider({ ...context, action: { ...action, configuration } });
}

function finish(run: StageRun, context: ActionContext, result: ActionResult): Partial<ActionState> {
  const { summary, variables = {}, details } = result;
  const { action, outputs } = context;
  if (action.namespace !== undefined) run.execution.variables[action.namespace] = variables;
  Object.assign(run.execution.artifacts, Object.fromEntries(outputs));
  return { status: 'Succeeded', endedAt: now(), summary, ...(details && { details }) };
}

function fail(run: StageRun, context: ActionContext, error: unknown): Partial<ActionState> {
  if (run.signal.aborted) {
    return { status: 'Abandoned', endedAt: now(), summary: 'The runner was stopped.' };
  }
  const details = error instanceof ActionFailed ? error.details : undefined;
  const summary = reasonOf(error);
  context.log(summary);
  if (!isForPerson(error) && error instanceof Error) context.log(error.stack ?? '');
  return { status: 'Failed', endedAt: now(), summary, ...(details && { details }) };
}

const isForPerson = (error: unknown) => error instanceof ActionFailed || explain(error) !== undefined;

function reasonOf(error: unknown): string {
  if (error instanceof ActionFailed) return error.message;
  return explain(error) ?? (error instanceof Error ? error.message : String(error));
}

const now = () => new Date().toISOString();
