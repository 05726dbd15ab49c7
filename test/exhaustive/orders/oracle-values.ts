// The oracle's rules about single values: expressions over texts, whole numbers without bound, the platform's calendar.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawValue } from './oracle-model.ts';

export interface OracleLimits {
  maxOrders: number;
  maxLinesPerOrder: number;
  maxIdInCharacters: number;
  maxQuantity: number;
}

/** Minor units from the publication itself; "N.A." is no number. */
const LIST = readFileSync(
  join(import.meta.dirname, '../../../node_modules/currency-codes/iso-4217-list-one.xml'),
  'utf8',
);
const MINOR_UNITS = new Map(
  [...LIST.matchAll(/<Ccy>(\w+)<\/Ccy>\s*<CcyNbr>\d+<\/CcyNbr>\s*<CcyMnrUnts>(\d+)</g)].map(
    ([, code, digits]) => [code as string, Number(digits)] as const,
  ),
);

export const decimalsOf = (currency: string): number | undefined => MINOR_UNITS.get(currency);
export const KNOWN_CURRENCIES = [...MINOR_UNITS.keys()];

const AMOUNT = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/;
const MINUTE = 60_000;

/** An amount as a whole number of units of 10^-scale, with the smallest scale that is enough. */
interface Amount {
  units: bigint;
  scale: number;
}

function reduced(amount: Amount): Amount {
  let { units, scale } = amount;
  for (; scale > 0 && units % 10n === 0n; scale -= 1) units /= 10n;
  for (; scale < 0; scale += 1) units *= 10n;
  return { units, scale };
}

const isShort = ({ units, scale }: Amount) => scale <= 20 && units < 10n ** BigInt(15 + scale);

/** The rule that an amount breaks, or its value. */
export function readAmount({ text, kind }: RawValue): string | Amount {
  const match = AMOUNT.exec(text);
  if (!match || (match[4] !== undefined && kind !== 'number')) return 'amount-decimal';
  const [, sign, integer = '', fraction = '', power = '0'] = match;
  if (sign) return 'amount-not-negative';
  if (integer.length > 15 || fraction.length > 20 || Math.abs(Number(power)) > 35) return 'amount-limit';
  const amount = reduced({ units: BigInt(integer + fraction), scale: fraction.length - Number(power) });
  return isShort(amount) ? amount : 'amount-limit';
}

/** Midnight of a day of the calendar; undefined when there is no such day. */
function midnightOf([year, month, day]: readonly number[]): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year as number, (month as number) - 1, day);
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return isReal ? date.getTime() : undefined;
}

/** Epoch milliseconds; undefined when the text names no real moment. */
export function readMoment(text: string): number | undefined {
  const match = MOMENT.exec(text);
  if (!match) return undefined;
  const [fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = match.slice(7);
  const midnight = midnightOf(match.slice(1, 4).map(Number));
  const [hour, minute, second] = match.slice(4, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  const inRange =
    [hour, Number(zoneHour)].every((one) => one < 24) &&
    [minute, second, Number(zoneMinute)].every((one) => one < 60);
  if (midnight === undefined || !inRange) return undefined;
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * MINUTE * (sign === '-' ? -1 : 1);
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  return midnight + (hour * 60 + minute) * MINUTE + second * 1000 + ms - zone;
}

function idRule(text: string, limits: OracleLimits): string | undefined {
  if ([...text].length > limits.maxIdInCharacters) return 'id-length';
  return /[\p{Cc}\u2028\u2029]/u.test(text) || !text.isWellFormed() ? 'id-printable' : undefined;
}

function momentRule(text: string, now: number): string | undefined {
  const moment = readMoment(text);
  if (moment === undefined) return 'placed-at-moment';
  if (moment < 0) return 'placed-at-not-before-1970';
  return moment > now + 5 * MINUTE ? 'placed-at-not-in-future' : undefined;
}

function quantityRule(text: string, limits: OracleLimits): string | undefined {
  if (!/^[1-9]\d*$/.test(text)) return 'quantity-whole';
  return BigInt(text) > BigInt(limits.maxQuantity) ? 'quantity-limit' : undefined;
}

function amountRule(raw: RawValue, decimals: number | undefined): string | undefined {
  const amount = readAmount(raw);
  if (typeof amount === 'string') return amount;
  return decimals !== undefined && amount.scale > decimals ? 'amount-decimals' : undefined;
}

interface Context {
  now: number;
  limits: OracleLimits;
  /** Of the currency; undefined when that is not known. */
  decimals: number | undefined;
}

interface FieldRules {
  kinds: RawValue['kind'][];
  broken(raw: RawValue, context: Context): string | undefined;
}

const TEXT: RawValue['kind'][] = ['plain', 'string'];
const IDS: FieldRules = { kinds: TEXT, broken: ({ text }, { limits }) => idRule(text, limits) };
const AMOUNTS: FieldRules = {
  kinds: [...TEXT, 'number'],
  broken: (raw, { decimals }) => amountRule(raw, decimals),
};
const CHANNELS = ['web', 'mobile', 'partner'];
const FIELDS: Record<string, FieldRules> = {
  orderId: IDS,
  customerId: IDS,
  sku: IDS,
  total: AMOUNTS,
  unitPrice: AMOUNTS,
  quantity: { kinds: ['plain', 'number'], broken: ({ text }, { limits }) => quantityRule(text, limits) },
  placedAt: { kinds: TEXT, broken: ({ text }, { now }) => momentRule(text, now) },
  currency: { kinds: TEXT, broken: ({ text }) => (MINOR_UNITS.has(text) ? undefined : 'currency-known') },
  channel: { kinds: TEXT, broken: ({ text }) => (CHANNELS.includes(text) ? undefined : 'channel-known') },
};

/** The first rule that a value breaks. */
export function brokenRule(field: string, raw: RawValue | undefined, context: Context): string | undefined {
  if (!raw || raw.text === '') return 'required';
  const rules = FIELDS[field] as FieldRules;
  return rules.kinds.includes(raw.kind) ? rules.broken(raw, context) : 'type';
}
