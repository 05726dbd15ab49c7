// What a month costs without files, against examples that were worked out by hand.
import { describe, expect, test } from '@jest/globals';
import { fixedUsages, indexesOf } from '../../../../scripts/cost/fixed.ts';
import { printedIn } from '../../../../scripts/cost/invocation-logs.ts';
import {
  defaultOf,
  pollUsage,
  runsAMonth,
  SCHEDULES,
  scheduledUsages,
  walkUsages,
} from '../../../../scripts/cost/upkeep.ts';
import { totalOf, type Usage } from '../../../../scripts/cost/usage.ts';
import { STACKS } from '../../../../scripts/stacks.ts';
import { loadTemplate } from '../../../support/load-template.ts';

const amounts = (usages: readonly Usage[]) => usages.map(({ price, quantity }) => [price, quantity]);

describe('a schedule runs', () => {
  test.each([
    ['rate(15 minutes)', 2_880],
    ['rate(1 minute)', 43_200],
    ['rate(2 hours)', 360],
    ['rate(1 day)', 30],
    ['cron(0 0 * * ? *)', 30],
  ])('%s: %d times a month', (expression, runs) => expect(runsAMonth(expression)).toBe(runs));

  test.each(['cron(0 0 1 * ? *)', 'rate(0 minutes)', 'at(2026-01-01T00:00:00)', ''])(
    'nobody knows how often: %s',
    (expression) => expect(() => runsAMonth(expression)).toThrow(/Nobody knows how often/),
  );

  test.each(Object.values(SCHEDULES))('of $stack is known', ({ stack, parameter }) => {
    const template = loadTemplate(`templates/${stack}.yaml`);
    expect(runsAMonth(defaultOf(template, parameter))).toBeGreaterThanOrEqual(30);
  });
});

test('a function that runs by the minute is paid for each of its parts', () => {
  const calls: Usage[] = [
    { price: 'dynamodbRead', quantity: 2, basis: 'measured', what: 'dynamodb GetItem' },
  ];
  const month = scheduledUsages({ usages: calls, gbSeconds: 0.05, logsInBytes: 100 }, 1_000, 'digest');
  expect(amounts(month)).toEqual([
    ['dynamodbRead', 2_000],
    ['schedulerInvocation', 1_000],
    ['lambdaRequest', 1_000],
    ['lambdaDuration', 50],
    ['logsIngestion', expect.closeTo(0.0001, 10)],
    ['logsIngestion', expect.closeTo(0.0009, 10)],
  ]);
});

test('reconcile pays for pages, their marks and a look at every version', () => {
  expect(amounts(walkUsages(2_500, 1))).toEqual([
    ['s3Put', 3],
    ['dynamodbWrite', 3],
    ['dynamodbRead', 2_500],
  ]);
  expect(walkUsages(0, 1)).toEqual([]);
});

test('five pollers ask three times a minute', () => expect(pollUsage.quantity).toBe(648_000));

describe('of templates', () => {
  const alarm = (more: object = {}) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: {}, ...more });

  test('alarms, dashboards and counted mappings are paid; an alarm that computes for every metric', () => {
    const computed = { Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }] };
    const Resources = {
      Simple: alarm(),
      Computed: alarm({ Properties: computed, Condition: 'IsMetricMathEnabled' }),
      Off: alarm({ Condition: 'IsSlackConnected' }),
      Board: { Type: 'AWS::CloudWatch::Dashboard' },
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { MetricsConfig: {} } },
      Quiet: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} },
    };
    expect(amounts(fixedUsages([{ Resources }]))).toEqual([
      ['alarm', 3],
      ['dashboard', 1],
      ['customMetric', 5],
    ]);
    expect(fixedUsages([{ Resources: {} }])).toEqual([]);
  });

  test('ours have alarms, one dashboard and less than 20 dollars of it', () => {
    const usages = fixedUsages(STACKS.map(({ template }) => loadTemplate(template)));
    expect(usages.map(({ price }) => price)).toEqual(['alarm', 'dashboard', 'customMetric']);
    expect(totalOf(usages)).toBeGreaterThan(3);
    expect(totalOf(usages)).toBeLessThan(20);
  });

  test('the indexes of the table are known', () => {
    const indexes = indexesOf(loadTemplate('templates/dynamodb.yaml'));
    expect(indexes.map(({ keys }) => keys.join())).toEqual([
      'daySlot,processedAt',
      'fileName,uploadedAt',
      'openShard,nextTryAt',
    ]);
    expect(indexes.map(({ projected }) => projected.length)).toEqual([expect.any(Number), 2, 0]);
  });
});

test('log lines are paid with 26 bytes more each, without those of the engine, and metrics once each', () => {
  const emf = (value: number) =>
    JSON.stringify({
      _aws: { CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [['b', 'a']], Metrics: [{ Name: 'M' }] }] },
      a: '1',
      b: '2',
      M: value,
    });
  const messages = ['START RequestId: r Version: 1', 'twelve bytes', emf(1), emf(2), 'END RequestId: r'];
  const report = 'REPORT RequestId: r\tDuration: 12.5 ms\tBilled Duration: 13 ms';
  const lines = [...messages, report].map((message) => ({ stream: 's', at: 1, message }));
  expect(printedIn(lines)).toEqual({
    invocations: 1,
    durationsInMs: [12.5],
    bytes: 12 + 2 * emf(1).length + 3 * 26,
    metrics: new Set(['N M {"a":"1","b":"2"}']),
  });
});
