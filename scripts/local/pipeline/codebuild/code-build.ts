// The CodeBuild action: runs the buildspec of its project on its input artifacts.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionFailed, type ActionContext, type ActionResult, type RunAction } from '../action.ts';
import type { BuildProject } from '../definition.ts';
import { asRecords, asText } from '../raw.ts';
import { readBuildspec, type Buildspec, type OnFailure } from './buildspec.ts';
import { callersVariables, codeBuildVariables } from './environment.ts';
import { runBuild, type Build, type BuildResult } from './run-build.ts';

export interface CodeBuildOptions {
  endpoint: string;
  /** Environment of the runner. */
  caller: Readonly<Record<string, string | undefined>>;
  /** Told when a build has ended. */
  onBuildEnd(end: BuildEnd): void;
}

export interface BuildEnd {
  projectName: string;
  /** `<project>:<uuid>` */
  buildId: string;
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  project: BuildProject;
  pipelineName: string;
  startedAt: Date;
  /** The phase that failed and why. */
  failure: { phase: string; message: string } | undefined;
}

/** Makes the provider. */
export function createCodeBuild(options: CodeBuildOptions): RunAction {
  return async (context) => {
    const { configuration } = context.action;
    const project = context.definition.projects[configuration.ProjectName ?? ''];
    if (project === undefined)
      throw new ActionFailed(`There is no CodeBuild project ${configuration.ProjectName}.`);
    const spec = loadBuildspec(context, project);
    const { message, phase, ...result } = await runWithRetries(options, context, { project, spec });
    if (!result.succeeded) {
      const state = result.timedOut ? 'TIMED_OUT' : 'FAILED';
      throw new ActionFailed(
        `Build terminated with state: ${state}. Phase: ${phase || 'BUILD'}. Message: ${message}`,
        result.details,
      );
    }
    return resultOf(result);
  };
}

function resultOf({ variables, details }: Pick<BuildResult, 'variables' | 'details'>): ActionResult {
  const count = details.commands?.length ?? 0;
  return { summary: `${count} commands`, variables, details };
}

function primaryOf({ action, inputs }: ActionContext): string {
  return action.configuration.PrimarySource ?? [...inputs.keys()][0] ?? '';
}

function loadBuildspec(context: ActionContext, { buildspec }: BuildProject): Buildspec {
  if (buildspec.includes('\n')) return readBuildspec(buildspec, 'the buildspec of the project');
  const file = join(context.inputs.get(primaryOf(context)) ?? '', buildspec);
  if (!existsSync(file)) {
    throw new ActionFailed(
      `YAML_FILE_ERROR: stat ${buildspec}: no such file or directory; the source has no buildspec there.`,
    );
  }
  return readBuildspec(readFileSync(file, 'utf8'), buildspec);
}

interface Job {
  project: BuildProject;
  spec: Buildspec;
}

async function runWithRetries(
  options: CodeBuildOptions,
  context: ActionContext,
  job: Job,
): Promise<BuildResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await runOnce(options, context, job);
    if (result.succeeded || !isRetried(ruleOf(job.spec, result.phase), result.message, attempt))
      return result;
    context.log(`[Container] The buildspec asks to retry the build (${attempt}).`);
  }
}

const ruleOf = ({ phases }: Buildspec, phase: string): OnFailure | undefined =>
  phases.find(({ name }) => name.toUpperCase() === phase)?.onFailure;

const isRetried = (rule: OnFailure | undefined, message: string, attempt: number) =>
  rule?.kind === 'RETRY' && attempt <= rule.times && rule.pattern.test(message);

async function runOnce(options: CodeBuildOptions, context: ActionContext, job: Job): Promise<BuildResult> {
  const { execution, inputs, outputs, log, logFile, signal } = context;
  const { project, spec } = job;
  const begun = { buildId: `${project.name}:${randomUUID()}`, startedAt: new Date() };
  const primary = primaryOf(context);
  const result = await runBuild({
    spec,
    sources: new Map([
      [primary, inputs.get(primary) ?? ''],
      ...[...inputs].filter(([name]) => name !== primary),
    ]),
    environment: environmentOf(options, context, { ...job, ...begun }),
    timeoutInMs: project.timeoutInMinutes * 60_000,
    logFile,
    notes: notesOf(logFile),
    log,
    outputs,
    temporary: tmpdir(),
    signal,
  });
  options.onBuildEnd({
    ...begun,
    projectName: project.name,
    project,
    pipelineName: execution.pipelineName,
    status: result.succeeded ? 'SUCCEEDED' : result.timedOut ? 'TIMED_OUT' : 'FAILED',
    failure: result.succeeded ? undefined : { phase: result.phase, message: result.message },
  });
  return result;
}

type Begun = Job & Pick<BuildEnd, 'buildId' | 'startedAt'>;

/** Values of the project go before those of the buildspec, those of CodeBuild itself before all. */
function environmentOf(
  options: CodeBuildOptions,
  context: ActionContext,
  begun: Begun,
): Build['environment'] {
  const { project, spec, buildId, startedAt } = begun;
  const { pipelineName, revision } = context.execution;
  const own = {
    ...callersVariables(options.caller),
    ...spec.variables,
    ...projectVariables(project, context.action.configuration.EnvironmentVariables),
  };
  return (source, secondarySources) => ({
    ...own,
    ...codeBuildVariables({
      projectName: project.name,
      buildId,
      pipelineName,
      revision,
      image: project.image,
      endpoint: options.endpoint,
      source,
      secondarySources,
      startedAt: startedAt.getTime(),
    }),
  });
}

/** Where a build keeps what it notes, beside its log. */
export const notesOf = (logFile: string): string => logFile.replace(/\.log$/, '.build');

/** Those of the project, and those of the action, which go before. */
function projectVariables(project: BuildProject, ofAction: string | undefined): Record<string, string> {
  const added = asRecords(ofAction === undefined ? [] : JSON.parse(ofAction)).map(
    ({ name, value, type }) => ({
      name: asText(name) ?? '',
      value: asText(value) ?? '',
      type: asText(type) ?? 'PLAINTEXT',
    }),
  );
  const all = [...project.variables, ...added];
  const foreign = all.find(({ type }) => type !== 'PLAINTEXT');
  if (foreign) {
    throw new ActionFailed(
      `The variable ${foreign.name} of ${project.name} is of type ${foreign.type}, which the local runner does not read.`,
    );
  }
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}
