// What an action gets and gives; every provider is one function of this kind.
import type { ActionDefinition, PipelineDefinition } from './definition.ts';
import type { ActionDetails, Execution } from './execution.ts';

export interface ActionContext {
  execution: Readonly<Execution>;
  definition: PipelineDefinition;
  stageName: string;
  /** With the variables of its configuration resolved. */
  action: ActionDefinition;
  /** Folder of each input artifact, in the order of the definition. */
  inputs: ReadonlyMap<string, string>;
  /** Folder where an output artifact is to be put; it exists and is empty. */
  outputs: ReadonlyMap<string, string>;
  /** Absolute; exists. */
  logFile: string;
  /** Adds a line to the log. */
  log(line: string): void;
  /** Aborted when the runner stops. */
  signal: AbortSignal;
}

export interface ActionResult {
  /** One sentence. */
  summary: string;
  variables?: Record<string, string>;
  details?: ActionDetails;
}

/** Throws ActionFailed, or any other error, when the action fails. */
export type RunAction = (context: ActionContext) => Promise<ActionResult>;

/** An action that failed for a reason that one sentence tells. */
export class ActionFailed extends Error {
  readonly details: ActionDetails | undefined;

  constructor(reason: string, details?: ActionDetails) {
    super(reason);
    this.name = 'ActionFailed';
    this.details = details;
  }
}
