// Decides the state of one alarm from its data points, as CloudWatch documents it: M out of N, missing data, evaluation range.
import type { MetricId, Statistic } from '../metrics/series.ts';
import { reasonOf } from './reason.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** How CloudWatch names them, with the comparison and the words of its reasons. */
export const COMPARISONS = {
  GreaterThanThreshold: {
    isBreaching: (value: number, limit: number) => value > limit,
    text: 'greater than',
  },
  GreaterThanOrEqualToThreshold: {
    isBreaching: (value: number, limit: number) => value >= limit,
    text: 'greater than or equal to',
  },
  LessThanThreshold: { isBreaching: (value: number, limit: number) => value < limit, text: 'less than' },
  LessThanOrEqualToThreshold: {
    isBreaching: (value: number, limit: number) => value <= limit,
    text: 'less than or equal to',
  },
} as const;

export type Comparison = keyof typeof COMPARISONS;

export interface AlarmRule {
  metric: MetricId;
  statistic: Statistic;
  periodInSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparison: Comparison;
  treatMissingData: MissingData;
}

/** One period of the evaluation range; without a value nothing came in it. */
export interface Datapoint {
  /** Beginning of the period, epoch milliseconds. */
  at: number;
  value?: number;
}

export type RealDatapoint = Required<Datapoint>;

export interface Evidence {
  /** All periods of the evaluation range, oldest first. */
  datapoints: readonly Datapoint[];
  /** Since when somebody looked; before, nothing is known, which is something else than missing. */
  watchedSince: number;
  current: AlarmState;
}

export interface Judgement {
  state: AlarmState;
  reason: string;
}

/**
 * CloudWatch looks further back than the evaluation periods, "how many depends on the period"; its published tables show
 * five periods for three, so two more.
 */
export function rangeOf({ evaluationPeriods }: Pick<AlarmRule, 'evaluationPeriods'>): number {
  return evaluationPeriods + 2;
}

/** The state that the data points call for; the current one when they call for none. */
export function judge(rule: AlarmRule, evidence: Evidence): Judgement {
  const real = evidence.datapoints.filter((point): point is RealDatapoint => point.value !== undefined);
  // Enough of them: gaps count for nothing, and older ones than needed are left out.
  const counted = real.slice(-rule.evaluationPeriods);
  const filled = rule.evaluationPeriods - counted.length;
  const state = stateOf(rule, evidence, counted);
  return { state, reason: reasonOf({ rule, state, counted, filled, current: evidence.current }) };
}

function stateOf(rule: AlarmRule, evidence: Evidence, counted: readonly RealDatapoint[]): AlarmState {
  const breaching = counted.filter((point) => isBreaching(rule, point)).length;
  if (breaching >= rule.datapointsToAlarm) return 'ALARM';
  if (counted.length === rule.evaluationPeriods) return 'OK';
  return stateWithGaps(rule, evidence, { real: counted.length, breaching });
}

/** Too few data points, and those that breach are not enough for an alarm. */
function stateWithGaps(
  rule: AlarmRule,
  evidence: Evidence,
  { real, breaching }: { real: number; breaching: number },
): AlarmState {
  const filled = rule.evaluationPeriods - real;
  switch (rule.treatMissingData) {
    case 'notBreaching':
      return 'OK';
    case 'breaching':
      if (breaching + filled < rule.datapointsToAlarm) return 'OK';
      return wasWatched(rule, evidence) ? 'ALARM' : evidence.current;
    case 'ignore':
      return breaching < real ? 'OK' : evidence.current;
    case 'missing':
      if (real === 0) return 'INSUFFICIENT_DATA';
      return breaching < real || !isOldEnough(rule, evidence) ? 'OK' : 'ALARM';
  }
}

/** Whether somebody looked for as long as the alarm looks back: silence before that says nothing. */
function wasWatched(rule: AlarmRule, { datapoints, watchedSince }: Evidence): boolean {
  const oldest = datapoints.at(-rule.evaluationPeriods);
  return oldest !== undefined && oldest.at >= watchedSince;
}

/**
 * With few data points, all breaching: the oldest within the evaluation periods must be as old as the data points that an
 * alarm takes, so that one more that is not breaching could still have come ("avoiding premature transitions").
 */
function isOldEnough(rule: AlarmRule, { datapoints }: Evidence): boolean {
  const periods = datapoints.slice(-rule.evaluationPeriods);
  const oldest = periods.findIndex(({ value }) => value !== undefined);
  return oldest >= 0 && periods.length - oldest >= rule.datapointsToAlarm;
}

function isBreaching({ comparison, threshold }: AlarmRule, { value }: RealDatapoint): boolean {
  return COMPARISONS[comparison].isBreaching(value, threshold);
}
