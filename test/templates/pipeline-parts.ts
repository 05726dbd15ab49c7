// The stages and actions of the pipeline, those under a condition included.
import type { System } from '../support/load-template.ts';
import { at, list } from './lookup.ts';

export interface Action {
  stage: string;
  name: string;
  runOrder: number;
  /** `CloudFormation`, `CodeBuild` … */
  provider: string;
  category: string;
  inputs: string[];
  outputs: string[];
  configuration: Record<string, unknown>;
}

export interface Stage {
  name: string;
  onFailure: unknown;
  actions: Action[];
}

export const PIPELINE = 'templates/pipeline/Resources/Pipeline/Properties';

/** The properties of the pipeline. */
export const pipelineOf = (system: System) => at(system, PIPELINE);

const names = (artifacts: unknown) => list(artifacts).map((artifact) => String(at(artifact, 'Name')));

function actionOf(stage: string, action: unknown): Action {
  return {
    stage,
    name: String(at(action, 'Name')),
    runOrder: Number(at(action, 'RunOrder') ?? 1),
    provider: String(at(action, 'ActionTypeId/Provider')),
    category: String(at(action, 'ActionTypeId/Category')),
    inputs: names(at(action, 'InputArtifacts')),
    outputs: names(at(action, 'OutputArtifacts')),
    configuration: (at(action, 'Configuration') ?? {}) as Record<string, unknown>,
  };
}

/** In order. */
export function stagesOf(system: System): Stage[] {
  return list(at(pipelineOf(system), 'Stages')).map((entry) => {
    const stage = at(entry, 'Fn::If/1') ?? entry;
    const name = String(at(stage, 'Name'));
    return {
      name,
      onFailure: at(stage, 'OnFailure'),
      actions: list(at(stage, 'Actions')).map((action) => actionOf(name, action)),
    };
  });
}

export const actionsOf = (system: System): Action[] => stagesOf(system).flatMap(({ actions }) => actions);

/** Those that deploy stacks. */
export const deploymentsOf = (system: System): Action[] =>
  actionsOf(system).filter(({ provider }) => provider === 'CloudFormation');
