// The rules about single values, as data: name, check, and what to tell whoever must mend the file; one table for each kind of field.
import type { FieldValue } from './field-value.ts';
import { CLOCK_TOLERANCE_IN_MS, MAX_FRACTION_DIGITS, MAX_INTEGER_DIGITS } from './order-limits.ts';
import type { OrderLimits } from './order-limits.ts';
import { NUMBER, PLAIN, STRING } from './order-values.ts';

/** What a rule may know besides the value. */
export interface RuleContext {
  /** Epoch milliseconds. */
  now: number;
  limits: OrderLimits;
  /** Of the order's currency; -1 when that is not known. */
  decimals: number;
}

/** A rule about one value. `must` ends the sentence that begins with the field. */
export interface ValueRule {
  name: string;
  must(limits: OrderLimits): string;
}

/** A rule about what a value says. */
export interface ContentRule extends ValueRule {
  holds(value: FieldValue, context: RuleContext): boolean;
}

/** Of every field. */
export const REQUIRED: ValueRule = { name: 'required', must: () => 'must be given' };

/** How the value of a field may be written: kinds as a set of bits. */
export interface KindRule extends ValueRule {
  kinds: number;
}

export const TEXT_KIND: KindRule = {
  name: 'type',
  kinds: (1 << PLAIN) | (1 << STRING),
  must: () => 'must be a text',
};
export const AMOUNT_KIND: KindRule = {
  name: 'type',
  kinds: (1 << PLAIN) | (1 << STRING) | (1 << NUMBER),
  must: () => 'must be a number or a text',
};
export const QUANTITY_KIND: KindRule = {
  name: 'type',
  kinds: (1 << PLAIN) | (1 << NUMBER),
  must: () => 'must be a number',
};

/** orderId, customerId, sku. */
export const ID_RULES = [
  {
    name: 'id-length',
    holds: (value, { limits }) => value.characters <= limits.maxIdInCharacters,
    must: (limits) => `must not be longer than ${limits.maxIdInCharacters} characters`,
  },
  {
    name: 'id-printable',
    holds: (value) => value.isPrintable,
    must: () => 'must be made of printable characters',
  },
] as const satisfies readonly ContentRule[];

export const PLACED_AT_RULES = [
  {
    name: 'placed-at-moment',
    holds: ({ time }) => !Number.isNaN(time),
    must: () => 'must be an existing moment in ISO 8601 with its zone, such as 2026-11-21T10:00:00Z',
  },
  {
    name: 'placed-at-not-before-1970',
    holds: ({ time }) => time >= 0,
    must: () => 'must not lie before 1970',
  },
  {
    name: 'placed-at-not-in-future',
    holds: ({ time }, { now }) => time <= now + CLOCK_TOLERANCE_IN_MS,
    must: () => 'must not be later than the upload of the file',
  },
] as const satisfies readonly ContentRule[];

export const CURRENCY_RULES = [
  {
    name: 'currency-known',
    holds: ({ currency }) => currency >= 0,
    must: () => 'must be a currency code of ISO 4217 in which amounts can be given, such as EUR',
  },
] as const satisfies readonly ContentRule[];

export const CHANNEL_RULES = [
  {
    name: 'channel-known',
    holds: ({ isChannel }) => isChannel,
    must: () => 'must be web, mobile or partner',
  },
] as const satisfies readonly ContentRule[];

export const QUANTITY_RULES = [
  {
    name: 'quantity-whole',
    holds: ({ quantity }) => quantity > 0,
    must: () => 'must be a whole number above 0, written with digits only',
  },
  {
    name: 'quantity-limit',
    holds: ({ quantity }, { limits }) => quantity <= limits.maxQuantity,
    must: (limits) => `must not be above ${limits.maxQuantity}`,
  },
] as const satisfies readonly ContentRule[];

/** unitPrice, total. */
export const AMOUNT_RULES = [
  {
    name: 'amount-decimal',
    holds: ({ amount }) => amount.isDecimal,
    must: () => 'must be a plain decimal number, such as 12.50',
  },
  {
    name: 'amount-not-negative',
    holds: ({ amount }) => !amount.isNegative,
    must: () => 'must not be negative',
  },
  {
    name: 'amount-limit',
    holds: ({ amount }) => amount.isWithinLimits,
    must: () =>
      `must not have more than ${MAX_INTEGER_DIGITS} digits before the point and ${MAX_FRACTION_DIGITS} behind it`,
  },
  {
    name: 'amount-decimals',
    holds: ({ amount }, { decimals }) => decimals < 0 || amount.decimals <= decimals,
    must: () => 'must not have more decimals than its currency',
  },
] as const satisfies readonly ContentRule[];
