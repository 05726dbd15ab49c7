// Rules for what is told about the delivery.
import { at, drop, list, resources, same, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const RULES = 'templates/monitoring/Resources';
const PIPELINE = '${ProjectName}-${EnvironmentName}';
const ALERTS = { 'Fn::ImportValue': { 'Fn::Sub': '${ProjectName}-${EnvironmentName}-sns-AlertsTopicArn' } };

const sub = (text: string) => ({ 'Fn::Sub': text });

/** What must reach people, as AWS writes it. */
const PATTERNS: Record<string, unknown> = {
  PipelineFailedRule: {
    source: ['aws.codepipeline'],
    'detail-type': ['CodePipeline Pipeline Execution State Change'],
    detail: { pipeline: [sub(PIPELINE)], state: ['FAILED'] },
  },
  BuildFailedRule: {
    source: ['aws.codebuild'],
    'detail-type': ['CodeBuild Build State Change'],
    detail: {
      'project-name': [sub(`${PIPELINE}-build`), sub(`${PIPELINE}-release`)],
      'build-status': ['FAILED', 'FAULT', 'TIMED_OUT'],
    },
  },
  ApprovalWaitedForRule: {
    source: ['aws.codepipeline'],
    'detail-type': ['CodePipeline Action Execution State Change'],
    detail: { pipeline: [sub(PIPELINE)], state: ['STARTED'], type: { category: ['Approval'] } },
  },
};

const rules = (system: System) =>
  resources(system, 'AWS::Events::Rule').filter(({ stack }) => stack === 'monitoring');

/** One quoted line, and every `<name>` in it is taken from the event. */
function isReadable(goal: unknown): boolean {
  const text = String(at(goal, 'InputTransformer/InputTemplate'));
  const taken = Object.keys((at(goal, 'InputTransformer/InputPathsMap') ?? {}) as object);
  const used = [...new Set([...text.matchAll(/<([a-z]+)>/g)].map(([, name = '']) => name))];
  return /^"[^"\n]{40,}"$/.test(text) && same(used.sort(), taken.sort());
}

function tellsPeople({ properties }: Found): boolean {
  const goals = list(properties.Targets);
  return (
    goals.length === 1 &&
    goals.every(
      (goal) => same(at(goal, 'Arn'), ALERTS) && isReadable(goal) && at(goal, 'RetryPolicy') !== undefined,
    )
  );
}

/** The policy of the topic lets in by the beginning of the name. */
const isLetIn = ({ properties }: Found) => template(properties.Name)?.startsWith(`${PIPELINE}-`) ?? false;

function letsRulesIn(system: System): boolean {
  const statements = list(
    at(system, 'templates/sns/Resources/AlertsTopicPolicy/Properties/PolicyDocument/Statement'),
  );
  return statements.some(
    (statement) =>
      at(statement, 'Principal/Service') === 'events.amazonaws.com' &&
      template(at(statement, 'Condition/ArnLike/aws:SourceArn'))?.endsWith(`:rule/${PIPELINE}-*`),
  );
}

export const ALERT_RULES: readonly Rule[] = [
  {
    id: 'alerts-1',
    title: 'failed executions and builds and awaited approvals reach the alerts topic as readable text',
    check: (system) => [
      ...Object.entries(PATTERNS)
        .filter(([id, pattern]) => !same(at(system, `${RULES}/${id}/Properties/EventPattern`), pattern))
        .map(([id]) => `${id} hears something else`),
      ...wrong(rules(system), 'does not tell people', (found) => tellsPeople(found) && isLetIn(found)),
      ...(letsRulesIn(system) ? [] : ['the alerts topic refuses the rules']),
    ],
    twins: [
      { breaks: 'nobody hears of failures', mutate: drop(`${RULES}/PipelineFailedRule`) },
      {
        breaks: 'time-outs are passed over',
        mutate: drop(`${RULES}/BuildFailedRule/Properties/EventPattern/detail/build-status/2`),
      },
      {
        breaks: 'pipelines of others are heard',
        mutate: drop(`${RULES}/PipelineFailedRule/Properties/EventPattern/detail/pipeline`),
      },
      {
        breaks: 'people get the raw event',
        mutate: drop(`${RULES}/BuildFailedRule/Properties/Targets/0/InputTransformer`),
      },
      {
        breaks: 'a value is not taken from the event',
        mutate: drop(
          `${RULES}/PipelineFailedRule/Properties/Targets/0/InputTransformer/InputPathsMap/execution`,
        ),
      },
      { breaks: 'a rule has another name', mutate: drop(`${RULES}/ApprovalWaitedForRule/Properties/Name`) },
      {
        breaks: 'the topic refuses',
        mutate: drop('templates/sns/Resources/AlertsTopicPolicy/Properties/PolicyDocument/Statement/1'),
      },
    ],
  },
];
