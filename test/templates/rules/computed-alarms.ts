// Rules for alarms that compute: on what is unusual, and on other alarms.
import { at, drop, list, put, resources, target, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const UNUSUAL = 'templates/monitoring/Resources/RejectionsUnusualAlarm/Properties';
const BAND = /^ANOMALY_DETECTION_BAND\((\w+)(, *[0-9.]+)?\)$/;

interface Metric {
  Id: string;
  Expression?: unknown;
}

/** The band must be the threshold, drawn around a metric of the same alarm; a number would be compared instead. */
function isRightlyUnusual({ properties }: Found): boolean {
  const metrics = list(properties.Metrics) as Metric[];
  const bands = metrics.filter(({ Expression }) => String(Expression).includes('ANOMALY_DETECTION_BAND'));
  if (bands.length === 0) return properties.ThresholdMetricId === undefined;
  const [band] = bands;
  const [, around] = BAND.exec(String(band?.Expression)) ?? [];
  return (
    bands.length === 1 &&
    properties.ThresholdMetricId === band?.Id &&
    properties.Threshold === undefined &&
    /Upper|Lower/.test(String(properties.ComparisonOperator)) &&
    metrics.some(({ Id }) => Id === around)
  );
}

const MENTIONED = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(([^)]*)\)/g;

/** Each alarm of the rule by Ref, so that it is there before; a name that is typed may not be. */
function isMadeOfAlarms({ template, properties }: Found): boolean {
  const text = at(properties.AlarmRule, 'Fn::Sub');
  const names = [...String(text).matchAll(MENTIONED)].map(
    ([, name]) => /^"?\$\{(\w+)\}"?$/.exec(name ?? '')?.[1],
  );
  return (
    names.length > 0 &&
    names.every(
      (name) => template.Resources[String(target({ Ref: name }))]?.Type === 'AWS::CloudWatch::Alarm',
    )
  );
}

const composite = (rule: unknown) =>
  put('templates/sqs/Resources/AnyTroubleAlarm', {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmRule: rule },
  });

export const COMPUTED_ALARM_RULES: readonly Rule[] = [
  {
    id: 'aws-58',
    title: 'what is unusual is judged by its band alone, and alarms on alarms name them by Ref',
    check: (system) => [
      ...resources(system, 'AWS::CloudWatch::Alarm')
        .filter((found) => !isRightlyUnusual(found))
        .map(({ where }) => `${where} needs its band as ThresholdMetricId and no Threshold`),
      ...resources(system, 'AWS::CloudWatch::CompositeAlarm')
        .filter((found) => !isMadeOfAlarms(found))
        .map(({ where }) => `${where} needs alarms by Ref`),
    ],
    twins: [
      { breaks: 'a number is the threshold', mutate: put(`${UNUSUAL}/Threshold`, 3) },
      { breaks: 'the band is no threshold', mutate: drop(`${UNUSUAL}/ThresholdMetricId`) },
      { breaks: 'something else is the threshold', mutate: put(`${UNUSUAL}/ThresholdMetricId`, 'share') },
      {
        breaks: 'the band is around nothing',
        mutate: put(`${UNUSUAL}/Metrics/0/Expression`, 'ANOMALY_DETECTION_BAND(other, 3)'),
      },
      {
        breaks: 'it compares with a number',
        mutate: put(`${UNUSUAL}/ComparisonOperator`, 'GreaterThanThreshold'),
      },
      { breaks: 'a composite alarm types a name', mutate: composite('ALARM("dead-letters-present")') },
      {
        breaks: 'a composite alarm refers to a queue',
        mutate: composite({ 'Fn::Sub': 'ALARM("${DeadLettersPresentAlarm}") OR ALARM("${FileQueue}")' }),
      },
      { breaks: 'a composite alarm is about nothing', mutate: composite({ 'Fn::Sub': 'TRUE' }) },
    ],
  },
];
