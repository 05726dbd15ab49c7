// When an alarm changes its state: the tables that CloudWatch publishes about missing data, and what they leave open.
import { describe, expect, it, test } from '@jest/globals';
import {
  judge,
  rangeOf,
  type AlarmRule,
  type AlarmState,
  type Comparison,
  type MissingData,
} from '../../../../../scripts/local/alarms/judge.ts';

const START = Date.UTC(2026, 0, 1);
const PERIOD = 60;
const RULE: AlarmRule = {
  metric: { namespace: 'n', name: 'm', dimensions: {} },
  statistic: 'Sum',
  periodInSeconds: PERIOD,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'missing',
};

/** `0 - X - X`: good, missing, breaching; the newest last. */
function datapoints(notation: string) {
  const values: Record<string, number> = { '0': 0, X: 5 };
  return notation.split(' ').map((sign, at) => ({
    at: START + at * PERIOD * 1000,
    ...(sign !== '-' && { value: values[sign] ?? Number(sign) }),
  }));
}

function stateOf(notation: string, rule: Partial<AlarmRule>, current: AlarmState = 'OK') {
  return judge({ ...RULE, ...rule }, { datapoints: datapoints(notation), watchedSince: START - 1, current })
    .state;
}

const STATES: AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const KEEP = 'the current state';
type Expected = AlarmState | typeof KEEP;
type Row = [
  notation: string,
  missing: Expected,
  ignore: Expected,
  breaching: Expected,
  notBreaching: Expected,
];

function expectRow([notation, ...expected]: Row, rule: Partial<AlarmRule>): void {
  const ways: MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
  for (const [at, treatMissingData] of ways.entries()) {
    for (const current of STATES) {
      const state = stateOf(notation, { ...rule, treatMissingData }, current);
      expect([treatMissingData, current, state]).toEqual([
        treatMissingData,
        current,
        expected[at] === KEEP ? current : expected[at],
      ]);
    }
  }
}

// CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", both tables; range of 5 periods.
describe('what CloudWatch publishes about 3 out of 3', () => {
  test.each<Row>([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', KEEP, 'ALARM', 'OK'],
  ])('%s', (...row) => expectRow(row, {}));
});

describe('what CloudWatch publishes about 2 out of 3', () => {
  test.each<Row>([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', KEEP, 'ALARM', 'OK'],
  ])('%s', (...row) => expectRow(row, { datapointsToAlarm: 2 }));
});

describe('what follows from its text', () => {
  test.each<[string, Partial<AlarmRule>, AlarmState]>([
    // "does not go immediately into ALARM state when the data is either - - - - X or - - - X -" with 3 to alarm.
    ['- - - - X', {}, 'OK'],
    ['- - - X -', {}, 'OK'],
    ['- - - X 0', {}, 'OK'],
    ['- - X - 0', {}, 'OK'],
    // Older than the evaluation periods.
    ['X - - - -', {}, 'OK'],
    // Extra data points further back are not used.
    ['X X X 0 0', { datapointsToAlarm: 2 }, 'OK'],
    ['0 0 X X X', {}, 'ALARM'],
    // 1 out of 1: the newest that is there decides, even when it is two periods old.
    ['X - -', { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' }, 'ALARM'],
    ['X - 0', { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'breaching' }, 'OK'],
    ['- - -', { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'breaching' }, 'ALARM'],
    ['- - -', { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' }, 'OK'],
  ])('%s %j: %s', (notation, rule, state) => {
    expect(stateOf(notation, rule)).toBe(state);
  });

  it('looks two periods further back than it evaluates', () => {
    expect([1, 3].map((evaluationPeriods) => rangeOf({ evaluationPeriods }))).toEqual([3, 5]);
  });
});

describe('silence before anybody looked', () => {
  const silent = {
    ...RULE,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    treatMissingData: 'breaching',
  } as const;

  test.each<[string, number, AlarmState]>([
    ['- - - -', 3, 'INSUFFICIENT_DATA'],
    ['- - - -', 2, 'ALARM'],
    ['- - - X', 3, 'INSUFFICIENT_DATA'],
    ['- - X X', 3, 'ALARM'],
    ['- - - 0', 3, 'OK'],
  ])('%s, watched since period %i: %s', (notation, since, state) => {
    const watchedSince = START + since * PERIOD * 1000;
    const evidence = {
      datapoints: datapoints(notation),
      watchedSince,
      current: 'INSUFFICIENT_DATA',
    } as const;
    expect(judge(silent, evidence).state).toBe(state);
  });
});

describe('comparison', () => {
  test.each<[Comparison, belowSameAbove: AlarmState[]]>([
    ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
    ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
    ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
    ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
  ])('%s', (comparison, expected) => {
    const rule = { comparison, threshold: 2, evaluationPeriods: 1, datapointsToAlarm: 1 };
    expect(['1', '2', '3'].map((value) => stateOf(`- - ${value}`, rule))).toEqual(expected);
  });
});

describe('the reason', () => {
  const one = {
    ...RULE,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
  } as const;

  test.each<[string, AlarmRule, AlarmState, reason: string]>([
    [
      '0 0 X',
      one,
      'OK',
      'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (01/01/26 00:02:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      'X X 0.5',
      one,
      'ALARM',
      'Threshold Crossed: 1 out of the last 1 datapoints [0.5 (01/01/26 00:02:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      '- - -',
      one,
      'ALARM',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    ['- - - - -', RULE, 'OK', 'Insufficient Data: 3 datapoints were unknown.'],
    [
      '0 0 X 0 X',
      { ...RULE, datapointsToAlarm: 2 },
      'OK',
      'Threshold Crossed: 2 out of the last 3 datapoints [5.0 (01/01/26 00:04:00), 5.0 (01/01/26 00:02:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
  ])('of %s', (...[notation, rule, current, reason]) => {
    expect(judge(rule, { datapoints: datapoints(notation), watchedSince: 0, current }).reason).toBe(reason);
  });

  it('fits into a call, however many data points decide', () => {
    const rule = { ...RULE, evaluationPeriods: 1440, datapointsToAlarm: 1440 };
    const evidence = { datapoints: datapoints(Array(1442).fill('X').join(' ')), watchedSince: 0 };
    expect(judge(rule, { ...evidence, current: 'OK' }).reason.length).toBeLessThan(1023);
  });
});
