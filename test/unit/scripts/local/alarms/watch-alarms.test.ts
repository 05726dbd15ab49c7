// From metric series to calls of SetAlarmState: which periods are looked at, when actions run, what is left to AWS.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  SetAlarmStateCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createAlarmWatch } from '../../../../../scripts/local/alarms/watch-alarms.ts';
import { createSeriesStore, type SeriesStore } from '../../../../../scripts/local/metrics/series.ts';

const mock = mockClient(CloudWatchClient);
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const METRIC = { namespace: 'AWS/SQS', name: 'Depth', dimensions: { QueueName: 'q' } };
const ALARM: MetricAlarm = {
  AlarmName: 'p-e-deep',
  StateValue: 'OK',
  ActionsEnabled: true,
  Namespace: 'AWS/SQS',
  MetricName: 'Depth',
  Dimensions: [{ Name: 'QueueName', Value: 'q' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};

let store: SeriesStore;

function watchOf(...alarms: MetricAlarm[]) {
  mock.on(DescribeAlarmsCommand).resolves({ MetricAlarms: alarms });
  return createAlarmWatch({ client: new CloudWatchClient({ region: 'us-east-1' }), store, prefix: 'p-e-' });
}

/** All calls that change something, in order. */
const changes = () =>
  mock
    .calls()
    .map(({ args: [command] }) => command)
    .filter((command) => !(command instanceof DescribeAlarmsCommand))
    .map((command) =>
      command instanceof SetAlarmStateCommand ? `set ${command.input.StateValue}` : command.constructor.name,
    );

beforeEach(() => {
  mock.reset();
  mock.on(SetAlarmStateCommand).resolves({});
  mock.on(EnableAlarmActionsCommand).resolves({});
  mock.on(DisableAlarmActionsCommand).resolves({});
  store = createSeriesStore();
});

describe('an alarm', () => {
  it('is set when the minute of its cause is over, once, and back when it is good again', async () => {
    const watch = watchOf(ALARM);
    store.add(METRIC, { at: START + 5_000, value: 1 });
    await watch.judgeAll(START + 59_000);
    expect(changes()).toEqual([]);
    await watch.judgeAll(START + MINUTE);
    await watch.judgeAll(START + MINUTE + 5_000);
    expect(changes()).toEqual(['set ALARM']);
    store.add(METRIC, { at: START + MINUTE, value: 0 });
    mock.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...ALARM, StateValue: 'ALARM' }] });
    await watch.judgeAll(START + 2 * MINUTE);
    expect(changes()).toEqual(['set ALARM', 'set OK']);
  });

  it('looks at its own dimensions only', async () => {
    const watch = watchOf(ALARM);
    store.add({ ...METRIC, dimensions: { QueueName: 'other' } }, { at: START, value: 9 });
    await watch.judgeAll(START + MINUTE);
    expect(changes()).toEqual([]);
  });

  it('slides by minutes, whatever its period', async () => {
    const watch = watchOf({ ...ALARM, Period: 300, Statistic: 'Sum', Threshold: 2 });
    store.add(METRIC, { at: START + 2 * MINUTE, value: 1 });
    store.add(METRIC, { at: START + 6 * MINUTE, value: 1 });
    await watch.judgeAll(START + 6 * MINUTE);
    expect(changes()).toEqual([]);
    await watch.judgeAll(START + 7 * MINUTE);
    expect(changes()).toEqual(['set ALARM']);
  });

  it('that was just made and is all right says so to nobody', async () => {
    await watchOf({ ...ALARM, StateValue: 'INSUFFICIENT_DATA' }).judgeAll(START);
    expect(changes()).toEqual(['DisableAlarmActionsCommand', 'set OK', 'EnableAlarmActionsCommand']);
  });

  it('that was just made gets its actions back when its state cannot be set', async () => {
    mock.on(SetAlarmStateCommand).rejects(new Error('engine busy'));
    const watch = watchOf({ ...ALARM, StateValue: 'INSUFFICIENT_DATA' });
    await expect(watch.judgeAll(START)).rejects.toThrow('engine busy');
    expect(changes().at(-1)).toBe('EnableAlarmActionsCommand');
  });

  test.each<[Partial<MetricAlarm>, string[]]>([
    [{ StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: false }, ['set OK']],
    [{ StateValue: 'ALARM' }, ['set OK']],
    [{ StateValue: 'INSUFFICIENT_DATA', TreatMissingData: 'breaching' }, []],
  ])('with %j: %j', async (own, expected) => {
    await watchOf({ ...ALARM, ...own }).judgeAll(START);
    expect(changes()).toEqual(expected);
  });

  test.each<[Partial<MetricAlarm>, RegExp]>([
    [{ Metrics: [{ Id: 'a' }], MetricName: undefined }, /metric math/],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, /GreaterThanUpperThreshold/],
    [{ Period: 10 }, /10 seconds/],
  ])('with %j is left to AWS', async (own, why) => {
    const watch = watchOf({ ...ALARM, ...own, StateValue: 'INSUFFICIENT_DATA' });
    await watch.judgeAll(START);
    expect(changes()).toEqual([]);
    expect(watch.awsOnly()).toEqual([{ name: 'p-e-deep', why: expect.stringMatching(why) }]);
  });
});
