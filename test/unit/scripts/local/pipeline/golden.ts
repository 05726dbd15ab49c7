// Golden pipelines: small templates with actions of our making, run by the real executions, and what became of them in words.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ActionFailed,
  type ActionContext,
  type ActionResult,
} from '../../../../../scripts/local/pipeline/action.ts';
import { createApprovals } from '../../../../../scripts/local/pipeline/approval.ts';
import type { PipelineDefinition } from '../../../../../scripts/local/pipeline/definition.ts';
import type { Execution } from '../../../../../scripts/local/pipeline/execution.ts';
import { createExecutions } from '../../../../../scripts/local/pipeline/executions.ts';
import { readDefinition } from '../../../../../scripts/local/pipeline/read-definition.ts';
import { openStore } from '../../../../../scripts/local/pipeline/store.ts';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';

/** Source and end of every golden pipeline; the stages between are given, indented by eight spaces. */
export function goldenTemplate(stages: string, more = ''): string {
  return `
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: golden
      PipelineType: V2
      ExecutionMode: QUEUED
${more}
      Stages:
        - Name: Source
          Actions:
            - Name: Source
              Namespace: SourceVariables
              ActionTypeId: { Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: '1' }
              OutputArtifacts: [{ Name: Source }]
              Configuration: { ConnectionArn: arn, FullRepositoryId: local/repository, BranchName: main }
${stages}
  Project:
    Type: AWS::CodeBuild::Project
    Properties: { Name: project, Source: { BuildSpec: buildspec.yml } }
`;
}

/** An action of the fake build provider; what it does is decided by the test, by its name. */
export function build(name: string, more = ''): string {
  return `            - { Name: ${name}, ActionTypeId: { Category: Build, Owner: AWS, Provider: CodeBuild, Version: '1' }, InputArtifacts: [{ Name: Source }]${more} }`;
}

export function definitionOf(text: string): PipelineDefinition {
  return readDefinition({
    path: 'golden.yaml',
    document: parseTemplate(text, 'golden.yaml'),
    stackName: 'golden',
    parameters: {},
    exports: {},
  });
}

/** What an action of a golden pipeline does. Throw ActionFailed to fail. */
export type Act = (context: ActionContext) => Promise<ActionResult | undefined> | ActionResult | undefined;

export interface Golden {
  definition: PipelineDefinition;
  start(revision?: string): Execution;
  retry(id: string): Execution;
  approve(id: string, isApproved: boolean, comment?: string): string;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  stop(): Promise<void>;
  /** The state as its file has it. */
  stateOf(id: string): Execution;
  all(): Execution[];
  /** What began and ended, in order: `1 Build+`, `1 Build-` (number of the execution, action). */
  story: string[];
  remove(): void;
}

/** Sets a golden pipeline up. Actions without an act succeed at once. */
export function golden(text: string, acts: Readonly<Record<string, Act>> = {}): Golden {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  const definition = definitionOf(text);
  const store = openStore(folder);
  const approvals = createApprovals(() => Promise.resolve());
  const story: string[] = [];
  const act = async (context: ActionContext): Promise<ActionResult> =>
    (await acts[context.action.name]?.(context)) ?? { summary: 'done' };
  const executions = createExecutions({
    store,
    session: 'this',
    providers: { CodeStarSourceConnection: act, CodeBuild: act, Manual: approvals.run },
    onStatus: () => undefined,
    onAction: ({ number }, { action, state }) =>
      story.push(`${number} ${action.name}${state.status === 'InProgress' ? '+' : '-'}`),
  });
  return {
    definition,
    story,
    start: (revision = 'a'.repeat(40)) =>
      executions.start({
        definition,
        revision,
        revisionSummary: 'a commit',
        branch: 'main',
        cause: { type: 'Push', detail: 'push to main' },
      }),
    retry: executions.retry,
    approve: (id, isApproved, comment = '') => approvals.answer(id, { isApproved, comment }),
    idle: executions.idle,
    stop: executions.stop,
    stateOf: store.find,
    all: () => store.list().reverse(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts one execution, waits until nothing runs or waits, and gives its state. */
export async function runOnce(pipeline: Golden): Promise<Execution> {
  const { executionId } = pipeline.start();
  await pipeline.idle();
  return pipeline.stateOf(executionId);
}

/** `Failed: Source Succeeded, Build Failed (A Succeeded, B Failed)`; stages of one action of the same name stand alone. */
export function inWords({ status, stages }: Execution): string {
  const texts = stages.map((stage) => {
    const actions = stage.actions.map((action) => `${action.name} ${action.status}`).join(', ');
    return `${stage.name} ${stage.status}${actions === `${stage.name} ${stage.status}` ? '' : ` (${actions})`}`;
  });
  return `${status}: ${texts.join(', ')}`;
}

export const failing: Act = () => {
  throw new ActionFailed('it broke');
};

/** An act that waits until it is let go. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  return {
    act: async () => {
      begun.resolve();
      await promise;
      return undefined;
    },
    begun: begun.promise,
    open: resolve,
  };
}

/** A stage of these actions. */
export const stage = (name: string, ...actions: string[]): string =>
  [`        - Name: ${name}`, '          Actions:', ...actions].join('\n');

/** For an action that produces the artifact Release and gives variables. */
export const WITH_NAMESPACE = ', OutputArtifacts: [{ Name: Release }], Namespace: Build';
