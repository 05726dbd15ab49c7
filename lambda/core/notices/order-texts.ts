// What people are told of the orders of a file: how many, their sums, and where the first faults are. Never a value of an order.
import { displayText } from './display-name.ts';
import { numberText, type Fact } from './for-people.ts';

type Fields = Readonly<Record<string, unknown>>;

/** More sums than this are left to the report. */
const MOST_TOTALS = 10;

/** Of an accepted file: the sentence of its message. The time is that of the verdict, as ISO text. */
export function ordersSentence({
  status,
  orderCount,
  invalidOrderCount,
  processedAt,
}: Fields): string | undefined {
  if (status !== 'PROCESSED' || typeof orderCount !== 'number' || !isTime(processedAt)) return undefined;
  const orders = `${orderCount} order${orderCount === 1 ? '' : 's'} processed successfully at ${processedAt}`;
  const bad = Number(invalidOrderCount ?? 0);
  return bad === 0 ? orders : `${orders}; ${bad} ${bad === 1 ? 'is' : 'are'} not valid`;
}

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);

export function orderFacts({ status, orderCount, invalidOrderCount, totals }: Fields): Fact[] {
  if (typeof orderCount !== 'number') return [];
  // Of a rejected file no order is accepted, be it as good as it may.
  if (status !== 'PROCESSED')
    return [
      ['Orders', `${numberText(orderCount)} good, ${numberText(Number(invalidOrderCount ?? 0))} not valid`],
    ];
  return [
    ['Orders', numberText(orderCount)],
    ['Not valid', Number(invalidOrderCount ?? 0) > 0 ? numberText(Number(invalidOrderCount)) : undefined],
    ['Totals', totalsText(totals)],
  ];
}

function totalsText(totals: unknown): string | undefined {
  if (typeof totals !== 'object' || totals === null) return undefined;
  const all = Object.entries(totals).map(([currency, sum]) => totalText(`${currency} ${String(sum)}`));
  const more = all.length > MOST_TOTALS ? [`and ${all.length - MOST_TOTALS} more currencies`] : [];
  return [...all.slice(0, MOST_TOTALS), ...more].join(', ') || undefined;
}

/** A sum as we write it is shown as it is: its point makes no link. */
const totalText = (text: string): string => (/^[A-Z]{3} \d+(\.\d+)?$/.test(text) ? text : displayText(text));

/** One line a fault: place, what is wrong, rule. */
export function orderErrors({ errors, errorCount }: Fields): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return [];
  const lines = errors.map(
    (error: Fields) => `  ${placeOf(error)}: ${told(error.message)} (${told(error.rule)})`,
  );
  const all = Number(errorCount ?? lines.length);
  return [all > lines.length ? `The first ${lines.length} of ${numberText(all)} faults` : 'Faults', ...lines];
}

function placeOf({ record, line }: Fields): string {
  const parts = [
    Number(record) > 0 ? `record ${Number(record)}` : undefined,
    typeof line === 'number' ? `line ${line}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ') || 'file';
}

const told = (value: unknown): string => displayText(String(value ?? ''));
