// What runs whether files come or not: the functions that schedules start, and the pollers of the queue. Some of it grows with the files that are kept.
import type { TemplateDocument } from '../lib/template.ts';
import { PLATFORM_BYTES_AN_INVOCATION } from './invocation-logs.ts';
import { DAYS_A_MONTH } from './prices.ts';
import type { Upkeep } from './record.ts';
import { times, type Usage } from './usage.ts';

const MINUTES_A_MONTH = DAYS_A_MONTH * 24 * 60;
const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

/** Runs a month of a schedule; daily is the only cron that is known here. */
export function runsAMonth(expression: string): number {
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression)) return DAYS_A_MONTH;
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = Number(count) * (MINUTES[unit] ?? Number.NaN);
  if (minutes > 0) return MINUTES_A_MONTH / minutes;
  throw new Error(`Nobody knows how often ${expression} runs; add it to scripts/cost/upkeep.ts.`);
}

/** Stack and parameter of each schedule. */
export const SCHEDULES: Readonly<Record<Upkeep, { stack: string; parameter: string }>> = {
  RedriveFunctionName: { stack: 'redrive', parameter: 'ScheduleExpression' },
  ReconcileFunctionName: { stack: 'reconcile', parameter: 'ScheduleExpression' },
  NotifyDigestFunctionName: { stack: 'digest', parameter: 'DigestScheduleExpression' },
  DailyReportFunctionName: { stack: 'daily-report', parameter: 'DailyReportScheduleExpression' },
};

/** Default of a parameter. */
export function defaultOf({ Parameters = {} }: TemplateDocument, name: string): string {
  const value = Parameters[name]?.Default;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(
    `The parameter ${name} has no default any more; teach scripts/cost/upkeep.ts its new name.`,
  );
}

/** One run that was recorded. */
export interface Run {
  /** Of its calls. */
  usages: readonly Usage[];
  gbSeconds: number;
  logsInBytes: number;
}

/** A function that a schedule starts, over a month. */
export function scheduledUsages(
  { usages, gbSeconds, logsInBytes }: Run,
  runs: number,
  name: string,
): Usage[] {
  const use = (price: Usage['price'], quantity: number, basis: Usage['basis']): Usage => ({
    price,
    quantity,
    basis,
    what: name,
  });
  const oneRun = [
    ...usages.map((usage) => ({ ...usage, what: `${name}: ${usage.what}` })),
    use('schedulerInvocation', 1, 'assumed'),
    use('lambdaRequest', 1, 'measured'),
    use('lambdaDuration', gbSeconds, 'assumed'),
    use('logsIngestion', logsInBytes / 1e9, 'measured'),
    use('logsIngestion', PLATFORM_BYTES_AN_INVOCATION / 1e9, 'assumed'),
  ];
  return times(oneRun, runs);
}

export const VERSIONS_A_PAGE = 1_000;

/** What walking so many versions takes reconcile in one run, beyond the few of the recording: pages, place marks, a look at every row. */
export function walkUsages(walked: number, readUnitsAVersion: number): Usage[] {
  const pages = Math.ceil(walked / VERSIONS_A_PAGE);
  const use = (price: Usage['price'], quantity: number, what: string): Usage => ({
    price,
    quantity,
    basis: 'assumed',
    what: `reconcile: ${what}`,
  });
  if (walked === 0) return [];
  return [
    use('s3Put', pages, 'lists the bucket'),
    use('dynamodbWrite', pages, 'keeps its place'),
    use('dynamodbRead', walked * readUnitsAVersion, 'looks every version up'),
  ];
}

/** Lambda begins with five pollers, and each long poll of 20 s that finds nothing is a request. */
const POLLERS = 5;
const POLLS_A_MINUTE = 3;
export const pollUsage: Usage = {
  price: 'sqsRequest',
  quantity: POLLERS * POLLS_A_MINUTE * MINUTES_A_MONTH,
  basis: 'assumed',
  what: 'polls of an empty queue',
};
