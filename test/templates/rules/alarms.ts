// Rules for alarms: what each must have, and which there must be.
import { at, drop, list, parts, put, resources, same, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const SQS = 'templates/sqs/Resources';
const LAMBDA = 'templates/lambda/Resources';
const THROTTLED = `${LAMBDA}/ProcessFileThrottledAlarm`;

const alarms = (system: System) => resources(system, 'AWS::CloudWatch::Alarm');

/** `sqs FileQueue ApproximateAgeOfOldestMessage`: stack, what is watched, metric, and the condition when there is one. */
function watches({ stack, resource, properties }: Found): string[] {
  const metrics = [...parts(properties)].map(({ node }) => node).filter((node) => at(node, 'MetricName'));
  return metrics.flatMap((metric) =>
    list(at(metric, 'Dimensions')).map((dimension) => {
      const value = at(dimension, 'Value');
      const watched = at(value, 'Ref') ?? at(value, 'Fn::GetAtt/0') ?? template(value);
      const condition = resource.Condition ? ` ${resource.Condition}` : '';
      return `${stack} ${String(watched)} ${String(at(metric, 'MetricName'))}${condition}`;
    }),
  );
}

/** Every stack has at least these. */
const REQUIRED = [
  'sqs FileQueue ApproximateAgeOfOldestMessage',
  'sqs FileDeadLetterQueue ApproximateNumberOfMessagesVisible',
  'sqs FileDeadLetterQueue ApproximateNumberOfMessagesVisible IsMetricMathEnabled',
  'sqs FileDeadLetterQueue ApproximateNumberOfMessagesNotVisible IsMetricMathEnabled',
  'sqs FileDeadLetterQueue ApproximateAgeOfOldestMessage',
  'sqs ParkedQueue ApproximateNumberOfMessagesVisible',
  'sqs RuleDeadLetterQueue ApproximateNumberOfMessagesVisible',
  'sqs FileCreatedRule FailedInvocations',
  'sns ResultsTopic NumberOfNotificationsFailed',
  'sns AlertsTopic NumberOfNotificationsFailed',
  'dynamodb FilesTable WriteThrottleEvents',
  'lambda ProcessFileFunction Errors',
  'lambda ProcessFileFunction Throttles',
  'lambda ProcessFileFunction Duration IsMetricMathEnabled',
  'lambda FileQueueEventSourceMapping FailedInvokeEventCount',
  'lambda ProcessFileVersion Errors',
  'lambda ProcessFileVersion UnexpectedFailures',
  'redrive RedriveFunction Errors',
  'redrive RedriveFunction Invocations',
  'redrive EnvironmentName UnexpectedFailures',
  'redrive EnvironmentName FilesFailed',
  'redrive RedriveScheduleDeadLetterQueue ApproximateNumberOfMessagesVisible',
  'slack SlackDeadLetterQueue ApproximateNumberOfMessagesVisible IsSlackConnected',
  'slack SlackQueue ApproximateAgeOfOldestMessage IsSlackConnected',
  'slack NotifySlackFunction Errors IsSlackConnected',
  'reconcile ReconcileFunction Errors',
  'reconcile EnvironmentName UnexpectedFailures',
  'reconcile EnvironmentName FullPassAge',
  'reconcile ReconcileScheduleDeadLetterQueue ApproximateNumberOfMessagesVisible',
  'daily-report DailyReportFunction Errors',
  'daily-report EnvironmentName YesterdayReported',
  'daily-report DailyReportScheduleDeadLetterQueue ApproximateNumberOfMessagesVisible',
  'digest NotifyDigestFunction Errors',
  'digest EnvironmentName DigestAge',
  'digest NotifyDigestScheduleDeadLetterQueue ApproximateNumberOfMessagesVisible',
];

/** Alarms that say that nothing happens any more: silence is what they are about. */
const ABOUT_SILENCE = [
  'RedriveNotRunningAlarm',
  'FullPassTooOldAlarm',
  'DigestTooOldAlarm',
  'NoDailyReportAlarm',
];

/** Silence is no trouble, except for those, and for them only while the schedule is on. */
const meansSilenceRightly = ({ id, properties }: Found): boolean =>
  same(
    properties.TreatMissingData,
    ABOUT_SILENCE.includes(id)
      ? { 'Fn::If': ['IsScheduleEnabled', 'breaching', 'notBreaching'] }
      : 'notBreaching',
  );

function isToldToPeople({ stack, properties }: Found): boolean {
  const topic =
    stack === 'sns'
      ? [{ Ref: 'AlertsTopic' }]
      : [{ 'Fn::ImportValue': { 'Fn::Sub': '${ProjectName}-${EnvironmentName}-sns-AlertsTopicArn' } }];
  return same(properties.AlarmActions, topic) && same(properties.OKActions, topic);
}

const kebab = (id: string) => id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

export const ALARM_RULES: readonly Rule[] = [
  {
    id: 'aws-57',
    title: 'every alarm says what silence means and tells people, also when it is over; none is missing',
    check: (system) => [
      ...wrong(alarms(system), 'needs TreatMissingData', meansSilenceRightly),
      ...wrong(alarms(system), 'needs AlarmActions and OKActions to the alerts topic', isToldToPeople),
      ...REQUIRED.filter((watch) => !alarms(system).flatMap(watches).includes(watch)).map(
        (watch) => `no alarm on ${watch}`,
      ),
    ],
    twins: [
      { breaks: 'silence is left open', mutate: drop(`${THROTTLED}/Properties/TreatMissingData`) },
      {
        breaks: 'a reconciler that never runs is no trouble',
        mutate: put(
          'templates/reconcile/Resources/FullPassTooOldAlarm/Properties/TreatMissingData',
          'notBreaching',
        ),
      },
      { breaks: 'nobody is told', mutate: put(`${THROTTLED}/Properties/AlarmActions`, []) },
      { breaks: 'nobody hears that it is over', mutate: drop(`${THROTTLED}/Properties/OKActions`) },
      { breaks: 'dead letters are not watched', mutate: drop(`${SQS}/DeadLettersPresentAlarm`) },
      {
        breaks: 'an alarm watches the wrong queue',
        mutate: put(`${SQS}/MessagesParkedAlarm/Properties/Dimensions/0/Value/Fn::GetAtt/0`, 'FileQueue'),
      },
    ],
  },
  {
    id: 'alarms-1',
    title: 'every alarm is named by its effect and points to its entry in the runbook',
    check: (system) =>
      wrong(
        alarms(system),
        'needs a name that ends in Alarm and its runbook entry',
        ({ id, properties }) =>
          id.endsWith('Alarm') &&
          String(properties.AlarmDescription).endsWith(
            `See docs/operations.md#${kebab(id.replace(/Alarm$/, ''))}`,
          ),
      ),
    twins: [
      { breaks: 'it has no description', mutate: drop(`${THROTTLED}/Properties/AlarmDescription`) },
      {
        breaks: 'it points to another entry',
        mutate: put(`${THROTTLED}/Properties/AlarmDescription`, 'Slow. See docs/operations.md#other'),
      },
    ],
  },
];
