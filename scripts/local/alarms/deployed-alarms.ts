// The alarms of one environment as they are deployed: those that can be judged here, and those that only AWS can.
import { paginateDescribeAlarms, type CloudWatchClient, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { MetricId, Statistic } from '../metrics/series.ts';
import { COMPARISONS, type AlarmRule, type AlarmState, type Comparison, type MissingData } from './judge.ts';

export interface DeployedAlarm {
  name: string;
  state: AlarmState;
  areActionsEnabled: boolean;
  rule: AlarmRule;
}

/** One that is not judged here, and why. */
export interface AwsOnlyAlarm {
  name: string;
  why: string;
}

export interface DeployedAlarms {
  judged: DeployedAlarm[];
  awsOnly: AwsOnlyAlarm[];
}

/** Reads all alarms whose names begin so. */
export async function readDeployedAlarms(client: CloudWatchClient, prefix: string): Promise<DeployedAlarms> {
  const found: DeployedAlarms = { judged: [], awsOnly: [] };
  const pages = paginateDescribeAlarms(
    { client, pageSize: 100 },
    { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const alarm of MetricAlarms) {
      const name = alarm.AlarmName ?? '';
      const why = whyOnlyAws(alarm);
      if (why) found.awsOnly.push({ name, why });
      else found.judged.push(toDeployed(name, alarm));
    }
    found.awsOnly.push(
      ...CompositeAlarms.map(({ AlarmName: name = '' }) => ({ name, why: 'a composite alarm' })),
    );
  }
  return found;
}

/** Always there for an alarm on one metric. */
type MetricPart =
  'MetricName' | 'Namespace' | 'Period' | 'EvaluationPeriods' | 'Threshold' | 'ComparisonOperator';
type SingleMetricAlarm = MetricAlarm & {
  [Part in MetricPart | 'StateValue']: NonNullable<MetricAlarm[Part]>;
};

function whyOnlyAws({
  Metrics,
  MetricName,
  ComparisonOperator,
  Period = 0,
}: MetricAlarm): string | undefined {
  if (Metrics && Metrics.length > 0) return 'metric math or anomaly detection';
  if (MetricName === undefined) return 'no metric';
  if (!(String(ComparisonOperator) in COMPARISONS)) return `the comparison ${ComparisonOperator}`;
  if (Period < 60 || Period % 60 !== 0) return `a period of ${Period} seconds`;
  return undefined;
}

function toDeployed(name: string, described: MetricAlarm): DeployedAlarm {
  const alarm = described as SingleMetricAlarm;
  return {
    name,
    state: alarm.StateValue,
    areActionsEnabled: alarm.ActionsEnabled !== false,
    rule: {
      metric: metricOf(alarm),
      statistic: (alarm.ExtendedStatistic ?? alarm.Statistic) as Statistic,
      periodInSeconds: alarm.Period,
      evaluationPeriods: alarm.EvaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
      threshold: alarm.Threshold,
      comparison: alarm.ComparisonOperator as Comparison,
      treatMissingData: (alarm.TreatMissingData ?? 'missing') as MissingData,
    },
  };
}

function metricOf({ Namespace, MetricName, Dimensions = [] }: SingleMetricAlarm): MetricId {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}
