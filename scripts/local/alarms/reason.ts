// The sentence that says why an alarm changed its state, in the words that CloudWatch uses, so that mails read alike.
import { COMPARISONS, type AlarmRule, type AlarmState, type RealDatapoint } from './judge.ts';

export interface Decision {
  rule: AlarmRule;
  state: AlarmState;
  current: AlarmState;
  /** The data points that decided, oldest first. */
  counted: readonly RealDatapoint[];
  /** How many were missing. */
  filled: number;
}

const TREATED_AS = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  ignore: 'Ignored',
  missing: 'Missing',
};

/** One sentence, at most 1,023 characters, which is the limit of SetAlarmState. */
export function reasonOf({ rule, state, current, counted, filled }: Decision): string {
  const missing = `${filled} missing ${plural(filled, 'datapoint')} ${was(filled)} treated as [${TREATED_AS[rule.treatMissingData]}]`;
  if (counted.length === 0) {
    return state === 'INSUFFICIENT_DATA'
      ? `Insufficient Data: ${filled} ${plural(filled, 'datapoint')} ${was(filled)} unknown.`
      : `Threshold Crossed: no datapoints were received for ${filled} ${plural(filled, 'period')} and ${missing}.`;
  }
  const { isBreaching, text } = COMPARISONS[rule.comparison];
  const deciding = counted.filter(({ value }) => isBreaching(value, rule.threshold) === (state === 'ALARM'));
  const count = deciding.length;
  const needed =
    state === 'ALARM'
      ? rule.datapointsToAlarm
      : Math.max(1, rule.evaluationPeriods - rule.datapointsToAlarm + 1);
  return [
    `Threshold Crossed: ${count} out of the last ${counted.length} datapoints [${shown(deciding)}]`,
    `${was(count)} ${state === 'ALARM' ? '' : 'not '}${text} the threshold (${number(rule.threshold)})`,
    ...(filled > 0 ? [`and ${missing}`] : []),
    `(minimum ${needed} ${plural(needed, 'datapoint')} for ${current} -> ${state} transition).`,
  ].join(' ');
}

/** Newest first, as CloudWatch lists them; long lists are cut. */
const MOST_SHOWN = 12;

function shown(points: readonly RealDatapoint[]): string {
  const texts = points.toReversed().map(({ at, value }) => `${number(value)} (${time(at)})`);
  return texts.length > MOST_SHOWN ? `${texts.slice(0, MOST_SHOWN).join(', ')}, ...` : texts.join(', ');
}

const plural = (count: number, word: string) => (count === 1 ? word : `${word}s`);
const was = (count: number) => (count === 1 ? 'was' : 'were');
const number = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `21/11/26 22:05:00`, UTC. */
function time(at: number): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${clock}`;
}
