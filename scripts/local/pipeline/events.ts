// The events that CodePipeline and CodeBuild would put on the default bus, in their shapes, so that deployed rules act on them.
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';
import type { BuildEnd } from './codebuild/code-build.ts';
import type { Execution, StepStatus } from './execution.ts';
import type { ActionMoment } from './run-stage.ts';

export interface AwsEvent {
  source: string;
  detailType: string;
  resources: string[];
  detail: Record<string, unknown>;
}

const STATES: Record<Execution['status'], string> = {
  InProgress: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'STOPPED',
  Stopping: 'STOPPING',
  Superseded: 'SUPERSEDED',
};

/** "Monitoring CodePipeline events", Pipeline Execution State Change. */
export function executionEvent(execution: Execution): AwsEvent {
  const { executionId, pipelineName, status, cause, startedAt, stages } = execution;
  const attempt = Math.max(1, ...stages.map((stage) => stage.attempt));
  return {
    source: 'aws.codepipeline',
    detailType: 'CodePipeline Pipeline Execution State Change',
    resources: [`arn:aws:codepipeline:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:${pipelineName}`],
    detail: {
      pipeline: pipelineName,
      'execution-id': executionId,
      'start-time': startedAt,
      state: status === 'InProgress' && attempt > 1 ? 'RESUMED' : STATES[status],
      version: 1,
      'pipeline-execution-attempt': attempt,
      'execution-trigger': {
        'trigger-type': cause.type === 'Push' ? 'WebhookV2' : cause.type,
        'trigger-detail': cause.detail,
      },
    },
  };
}

/** Same page, Action Execution State Change. */
export function actionEvent(
  { executionId, pipelineName, startedAt }: Execution,
  moment: ActionMoment,
): AwsEvent {
  const { stageName, action, state } = moment;
  return {
    source: 'aws.codepipeline',
    detailType: 'CodePipeline Action Execution State Change',
    resources: [`arn:aws:codepipeline:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:${pipelineName}`],
    detail: {
      pipeline: pipelineName,
      'execution-id': executionId,
      'start-time': startedAt,
      stage: stageName,
      action: action.name,
      state: ACTION_STATES[state.status] ?? 'FAILED',
      region: LOCAL_REGION,
      version: 1,
      type: { owner: action.owner, provider: action.provider, category: action.category, version: '1' },
      ...(state.status === 'Failed' && {
        'execution-result': { 'external-execution-summary': state.summary, 'error-code': 'JobFailed' },
      }),
    },
  };
}

const ACTION_STATES: Partial<Record<StepStatus, string>> = {
  InProgress: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Abandoned: 'ABANDONED',
};

/** "Build notifications input format reference", Build State Change. */
export function buildEvent({
  projectName,
  buildId,
  status,
  project,
  pipelineName,
  startedAt,
  failure,
}: BuildEnd): AwsEvent {
  const place = `${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}`;
  const arn = `arn:aws:codebuild:${place}:build/${buildId}`;
  const stream = buildId.split(':')[1] ?? '';
  const group = `/aws/codebuild/${projectName}`;
  const link = `https://console.aws.amazon.com/cloudwatch/home?region=${LOCAL_REGION}#logEvent:group=${group};stream=${stream}`;
  return {
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build State Change',
    resources: [arn],
    detail: {
      'build-status': status === 'TIMED_OUT' ? 'FAILED' : status,
      'project-name': projectName,
      'build-id': arn,
      'current-phase': 'COMPLETED',
      'current-phase-context': '[]',
      version: '1',
      'additional-information': {
        'timeout-in-minutes': project.timeoutInMinutes,
        'build-complete': true,
        initiator: `codepipeline/${pipelineName}`,
        'build-start-time': startedAt.toUTCString(),
        source: { type: 'CODEPIPELINE' },
        environment: { image: project.image, 'compute-type': project.computeType, 'privileged-mode': false },
        logs: { 'group-name': group, 'stream-name': stream, 'deep-link': link },
        phases: failure
          ? [{ 'phase-type': failure.phase, 'phase-status': 'FAILED', 'phase-context': [failure.message] }]
          : [],
      },
    },
  };
}
