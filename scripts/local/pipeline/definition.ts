// What a pipeline is, after its template has been evaluated: plain values, named as the CodePipeline API names them.

/** An action as the definition gives it; variables (`#{…}`) in the configuration are still open. */
export interface ActionDefinition {
  name: string;
  category: string;
  owner: string;
  provider: string;
  /** Actions of one stage with equal run order run side by side. */
  runOrder: number;
  configuration: Record<string, string>;
  inputArtifacts: string[];
  outputArtifacts: string[];
  namespace?: string;
}

export interface StageDefinition {
  name: string;
  actions: ActionDefinition[];
  onFailure?: FailureRule;
  /** Conditions that the definition names and that nobody evaluates here. */
  conditions: string[];
}

/** What happens by itself when the stage fails. */
export interface FailureRule {
  result: string;
  retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
}

export interface Patterns {
  includes: string[];
  excludes: string[];
}

/** All kinds that are given must fit (AND); several filters of one trigger are alternatives (OR). */
export interface PushFilter {
  branches?: Patterns;
  filePaths?: Patterns;
  tags?: Patterns;
}

export interface TriggerDefinition {
  providerType: string;
  sourceActionName: string;
  push: PushFilter[];
  pullRequests: number;
}

/** A CodeBuild project of the same template. */
export interface BuildProject {
  name: string;
  /** A path in the primary source, or the text itself when it has several lines. */
  buildspec: string;
  image: string;
  computeType: string;
  variables: { name: string; value: string; type: string }[];
  timeoutInMinutes: number;
}

export interface PipelineDefinition {
  name: string;
  pipelineType: string;
  executionMode: string;
  stages: StageDefinition[];
  triggers: TriggerDefinition[];
  /** Variables of the pipeline itself with their defaults: `#{variables.NAME}`. */
  variables: Record<string, string>;
  /** By name. */
  projects: Record<string, BuildProject>;
  /** Hash of all of the above: two equal ones are the same "structure version". */
  version: string;
}
