// Checks a pipeline definition as the service does before it accepts one; tells everything that is wrong, each with its place.
import type { ActionDefinition, PipelineDefinition, StageDefinition } from './definition.ts';
import { checkArtifacts } from './validate-artifacts.ts';
import { checkProvider } from './validate-providers.ts';
import { checkTriggers } from './validate-triggers.ts';
import { checkVariables } from './validate-variables.ts';

export interface Finding {
  /** `stage Build, action Build`; for messages. */
  place: string;
  message: string;
}

// Quotas of CodePipeline, "Quotas in AWS CodePipeline".
const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/;
const MAX_STAGES = 50;
const MAX_ACTIONS_OF_A_STAGE = 50;
const MAX_RUN_ORDER = 999;

/** All findings; none means that the definition can run. */
export function validate(definition: PipelineDefinition): Finding[] {
  return [
    ...checkPipeline(definition),
    ...definition.stages.flatMap((stage, index) => checkStage(stage, index === 0)),
    ...everyAction(definition).flatMap(({ action, place }) => checkProvider({ definition, action, place })),
    ...checkArtifacts(definition),
    ...checkVariables(definition),
    ...checkTriggers(definition),
  ];
}

/** One line for each. */
export function describeFindings(findings: readonly Finding[]): string[] {
  return findings.map(({ place, message }) => `${place}: ${message}`);
}

export interface PlacedAction {
  action: ActionDefinition;
  place: string;
  stageIndex: number;
}

/** Every action with its place, in the order of the definition. */
export function everyAction({ stages }: PipelineDefinition): PlacedAction[] {
  return stages.flatMap((stage, stageIndex) =>
    stage.actions.map((action) => ({ action, place: placeOf(stage, action), stageIndex })),
  );
}

export const placeOf = (stage: StageDefinition, action: ActionDefinition): string =>
  `stage ${stage.name}, action ${action.name}`;

/** The names that occur more than once. */
export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function checkPipeline({ name, pipelineType, executionMode, stages }: PipelineDefinition): Finding[] {
  const place = 'pipeline';
  const messages = [
    !NAME.test(name) && `"${name}" cannot be its name; use up to 100 letters, digits and . @ - _`,
    pipelineType !== 'V2' && 'PipelineType must be V2 for queued executions and triggers with filters.',
    executionMode !== 'QUEUED' && `ExecutionMode is ${executionMode}; the local runner knows QUEUED only.`,
    stages.length < 2 && 'A pipeline has at least two stages.',
    stages.length > MAX_STAGES && `A pipeline has at most ${MAX_STAGES} stages.`,
    ...repeated(stages.map((stage) => stage.name)).map((stage) => `Two stages are named ${stage}.`),
  ];
  return messages.flatMap((message) => (message ? [{ place, message }] : []));
}

function checkStage(stage: StageDefinition, isFirst: boolean): Finding[] {
  const place = `stage ${stage.name}`;
  const sources = stage.actions.filter(({ category }) => category === 'Source').length;
  const messages = [
    !NAME.test(stage.name) &&
      `"${stage.name}" cannot be a stage's name; use up to 100 letters, digits and . @ - _`,
    stage.actions.length === 0 && 'A stage has at least one action.',
    stage.actions.length > MAX_ACTIONS_OF_A_STAGE && `A stage has at most ${MAX_ACTIONS_OF_A_STAGE} actions.`,
    isFirst && sources < stage.actions.length && 'The first stage holds source actions only.',
    !isFirst && sources > 0 && 'Only the first stage may hold source actions.',
    ...repeated(stage.actions.map(({ name }) => name)).map((name) => `Two actions are named ${name}.`),
    ...stage.actions.map(
      ({ name, runOrder }) =>
        !isRunOrder(runOrder) &&
        `RunOrder of ${name} is ${runOrder}; it is a whole number from 1 to ${MAX_RUN_ORDER}.`,
    ),
    ...stage.actions.map(({ name }) => !NAME.test(name) && `"${name}" cannot be an action's name.`),
    ...stage.conditions.map((name) => `${name} is not evaluated by the local runner.`),
    ...checkFailureRule(stage, isFirst),
  ];
  return messages.flatMap((message) => (message ? [{ place, message }] : []));
}

const isRunOrder = (value: number) => Number.isInteger(value) && value >= 1 && value <= MAX_RUN_ORDER;

function checkFailureRule({ onFailure }: StageDefinition, isFirst: boolean): string[] {
  if (onFailure === undefined) return [];
  if (!['ROLLBACK', 'RETRY'].includes(onFailure.result)) {
    return [`OnFailure.Result is ${onFailure.result}; it is ROLLBACK or RETRY.`];
  }
  return isFirst && onFailure.result === 'ROLLBACK' ? ['The source stage cannot be rolled back.'] : [];
}
