// Alarms of an environment on an engine that judges an alarm when it is made, by what the functions of every environment did.
import {
  DescribeAlarmsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type CloudWatchClient,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { setSilently } from '../../scripts/local/alarms/watch-alarms.ts';

/** Alarms whose names begin like this, at most 100. */
export async function alarmsOf(cloudWatch: CloudWatchClient, prefix: string): Promise<MetricAlarm[]> {
  const command = new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100 });
  return (await cloudWatch.send(command)).MetricAlarms ?? [];
}

/**
 * Deploys while somebody else's function has just failed, as it may have in a test before this one, and sets back the
 * alarms that were judged by that, which nobody is told.
 */
export async function deployBesideFailures<T>(
  cloudWatch: CloudWatchClient,
  prefix: string,
  deploy: () => Promise<T>,
): Promise<T> {
  const Dimensions = [{ Name: 'FunctionName', Value: 'of-somebody-else' }];
  const MetricData = [{ MetricName: 'Errors', Dimensions, Value: 9, Unit: 'Count' } as const];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData }));
  const deployed = await deploy();
  for (const { AlarmName = '', StateValue } of await alarmsOf(cloudWatch, prefix)) {
    if (StateValue === 'INSUFFICIENT_DATA') continue;
    const unknown = { AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason: 'Judged by others.' } as const;
    await setSilently(cloudWatch, new SetAlarmStateCommand(unknown));
  }
  return deployed;
}
