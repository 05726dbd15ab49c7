// Rules for how soon an alarm follows its cause.
import { at, drop, list, parts, put, resources, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const PARKED = 'templates/sqs/Resources/MessagesParkedAlarm';

/** Queues in which every message is trouble: dead letters of a queue, a rule or a schedule, and parked messages. */
const IS_TROUBLE = /DeadLetterQueue$|^ParkedQueue$/;

function watchesDepthOfTrouble({ properties }: Found): boolean {
  const [dimension] = list(properties.Dimensions);
  const queue = at(dimension, 'Value/Fn::GetAtt/0');
  return properties.MetricName === 'ApproximateNumberOfMessagesVisible' && IS_TROUBLE.test(String(queue));
}

const speaksAtOnce = ({ properties }: Found): boolean =>
  properties.Period === 60 &&
  properties.EvaluationPeriods === 1 &&
  (properties.DatapointsToAlarm ?? 1) === 1 &&
  properties.Threshold === 1 &&
  properties.Statistic === 'Maximum';

/** Of alarms on one metric, and of the operands of metric math. */
function periods({ properties }: Found): unknown[] {
  return [...parts(properties)].filter(({ path }) => /(^|\/)Period$/.test(path)).map(({ node }) => node);
}

export const ALARM_PERIOD_RULES: readonly Rule[] = [
  {
    id: 'alarm-periods-1',
    title: 'one message among dead letters or parked ones is told within a minute',
    check: (system) =>
      wrong(
        resources(system, 'AWS::CloudWatch::Alarm').filter(watchesDepthOfTrouble),
        'needs a period of 60 seconds, 1 of 1 data points and a threshold of 1',
        speaksAtOnce,
      ),
    twins: [
      { breaks: 'five minutes pass first', mutate: put(`${PARKED}/Properties/Period`, 300) },
      { breaks: 'two minutes must agree', mutate: put(`${PARKED}/Properties/EvaluationPeriods`, 2) },
      { breaks: 'one message is not enough', mutate: put(`${PARKED}/Properties/Threshold`, 2) },
      { breaks: 'the average hides one', mutate: put(`${PARKED}/Properties/Statistic`, 'Average') },
    ],
  },
  {
    id: 'alarm-periods-2',
    title: 'every period is of whole minutes, which is as fine as CloudWatch keeps these metrics',
    check: (system) =>
      wrong(
        resources(system, 'AWS::CloudWatch::Alarm'),
        'needs periods of whole minutes',
        (found) =>
          periods(found).length > 0 &&
          periods(found).every((period) => Number(period) >= 60 && Number(period) % 60 === 0),
      ),
    twins: [
      { breaks: 'ten seconds', mutate: put(`${PARKED}/Properties/Period`, 10) },
      { breaks: 'no period', mutate: drop(`${PARKED}/Properties/Period`) },
    ],
  },
];
