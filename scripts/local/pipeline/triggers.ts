// Decides whether a push starts an execution: the trigger's filters on its branch and on the files that it changes.
import type { Patterns, PipelineDefinition, PushFilter } from './definition.ts';
import { compileGlob } from './glob.ts';

export interface Push {
  branch: string;
  /** What differs between the commit before the push and the one after it. */
  changedFiles: readonly string[];
}

export interface TriggerDecision {
  starts: boolean;
  /** One clause for a person. */
  because: string;
}

/** What the push triggers say. Several triggers and several filters are alternatives; inside one filter everything must fit. */
export function decideOnPush({ triggers, stages }: PipelineDefinition, push: Push): TriggerDecision {
  const filters = triggers.flatMap((trigger) => trigger.push);
  if (filters.length === 0) {
    const branch = stages[0]?.actions[0]?.configuration.BranchName;
    const starts = triggers.length === 0 && push.branch === branch;
    return {
      starts,
      because: starts ? `the source is branch ${branch}` : `the source is not branch ${push.branch}`,
    };
  }
  const refusals = filters.map((filter) => refusalOf(filter, push));
  return refusals.some((refusal) => refusal === undefined)
    ? { starts: true, because: 'it fits the trigger' }
    : { starts: false, because: refusals[0] ?? 'no filter fits' };
}

function refusalOf({ branches, filePaths, tags }: PushFilter, push: Push): string | undefined {
  if (tags !== undefined && branches === undefined) return 'the trigger looks at tags only';
  if (branches !== undefined && !fits(branches, push.branch)) {
    return `branch ${push.branch} does not fit the trigger`;
  }
  // A commit without any change, as `git commit --allow-empty` makes it, is there to start a pipeline.
  if (filePaths === undefined || push.changedFiles.length === 0) return undefined;
  const counts = push.changedFiles.some((file) => fits(filePaths, file));
  return counts ? undefined : `the trigger excludes all ${push.changedFiles.length} changed files`;
}

/** An exclude wins over an include; no include means everything. */
export function fits({ includes, excludes }: Patterns, name: string): boolean {
  const matches = (pattern: string) => compileGlob(pattern, { folderIsOptional: false }).test(name);
  return !excludes.some(matches) && (includes.length === 0 || includes.some(matches));
}
