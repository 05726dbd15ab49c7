// The rules about single values, as data: name, fields, check, and what to tell whoever must mend the file.
import type { FieldValue } from './field-value.ts';
import { CLOCK_TOLERANCE_IN_MS, MAX_FRACTION_DIGITS, MAX_INTEGER_DIGITS } from './order-limits.ts';
import type { OrderLimits } from './order-limits.ts';
import { FIELDS, NUMBER, PLAIN, STRING } from './order-values.ts';

type ValueField = (typeof FIELDS)[number];

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
  fields: readonly ValueField[];
  must: (limits: OrderLimits) => string;
}

/** A rule about how a value is written. */
interface KindRule extends ValueRule {
  kinds: readonly number[];
}

/** A rule about what a value says. */
interface ContentRule extends ValueRule {
  holds(value: FieldValue, context: RuleContext): boolean;
}

const IDS = ['orderId', 'customerId', 'sku'] as const;
const TEXTS = [...IDS, 'placedAt', 'currency', 'channel'] as const;
const AMOUNTS = ['unitPrice', 'total'] as const;
const QUANTITY = ['quantity'] as const;

/** Of one value only the first rule that it breaks is told; the later ones would say the same again. */
const REQUIRED: ValueRule = { name: 'required', fields: FIELDS, must: () => 'must be given' };

const KIND_RULES: readonly KindRule[] = [
  { name: 'type', fields: TEXTS, kinds: [PLAIN, STRING], must: () => 'must be a text' },
  {
    name: 'type',
    fields: AMOUNTS,
    kinds: [PLAIN, STRING, NUMBER],
    must: () => 'must be a number or a text',
  },
  { name: 'type', fields: QUANTITY, kinds: [PLAIN, NUMBER], must: () => 'must be a number' },
];

const CONTENT_RULES: readonly ContentRule[] = [
  {
    name: 'id-length',
    fields: IDS,
    holds: (value, { limits }) => value.characters <= limits.maxIdInCharacters,
    must: (limits) => `must not be longer than ${limits.maxIdInCharacters} characters`,
  },
  {
    name: 'id-printable',
    fields: IDS,
    holds: (value) => value.isPrintable,
    must: () => 'must be made of printable characters',
  },
  {
    name: 'placed-at-moment',
    fields: ['placedAt'],
    holds: ({ time }) => !Number.isNaN(time),
    must: () => 'must be an existing moment in ISO 8601 with its zone, such as 2026-11-21T10:00:00Z',
  },
  {
    name: 'placed-at-not-before-1970',
    fields: ['placedAt'],
    holds: ({ time }) => time >= 0,
    must: () => 'must not lie before 1970',
  },
  {
    name: 'placed-at-not-in-future',
    fields: ['placedAt'],
    holds: ({ time }, { now }) => time <= now + CLOCK_TOLERANCE_IN_MS,
    must: () => 'must not lie in the future',
  },
  {
    name: 'currency-known',
    fields: ['currency'],
    holds: ({ currency }) => currency >= 0,
    must: () => 'must be a currency code of ISO 4217 in which amounts can be given, such as EUR',
  },
  {
    name: 'channel-known',
    fields: ['channel'],
    holds: ({ isChannel }) => isChannel,
    must: () => 'must be web, mobile or partner',
  },
  {
    name: 'quantity-whole',
    fields: QUANTITY,
    holds: ({ quantity }) => quantity > 0,
    must: () => 'must be a whole number above 0, written with digits only',
  },
  {
    name: 'quantity-limit',
    fields: QUANTITY,
    holds: ({ quantity }, { limits }) => quantity <= limits.maxQuantity,
    must: (limits) => `must not be above ${limits.maxQuantity}`,
  },
  {
    name: 'amount-decimal',
    fields: AMOUNTS,
    holds: ({ amount }) => amount.isDecimal,
    must: () => 'must be a plain decimal number, such as 12.50',
  },
  {
    name: 'amount-not-negative',
    fields: AMOUNTS,
    holds: ({ amount }) => !amount.isNegative,
    must: () => 'must not be negative',
  },
  {
    name: 'amount-limit',
    fields: AMOUNTS,
    holds: ({ amount }) => amount.isWithinLimits,
    must: () =>
      `must not have more than ${MAX_INTEGER_DIGITS} digits before the point and ${MAX_FRACTION_DIGITS} behind it`,
  },
  {
    name: 'amount-decimals',
    fields: AMOUNTS,
    holds: ({ amount }, { decimals }) => decimals < 0 || amount.decimals <= decimals,
    must: () => 'must not have more decimals than its currency',
  },
];

/** The rules of each field, by the number of the field; kinds as a set of bits. */
const RULES_OF_FIELD = FIELDS.map((field) => {
  const [kindRule] = KIND_RULES.filter(({ fields }) => fields.includes(field)) as [KindRule];
  const kinds = kindRule.kinds.reduce((bits, kind) => bits | (1 << kind), 0);
  return { kindRule, kinds, contentRules: CONTENT_RULES.filter(({ fields }) => fields.includes(field)) };
});

/** The first rule that the value of a field breaks. */
export function findBrokenRule(
  field: number,
  value: FieldValue,
  context: RuleContext,
): ValueRule | undefined {
  const { kindRule, kinds, contentRules } = RULES_OF_FIELD[field] as (typeof RULES_OF_FIELD)[number];
  if (value.isEmpty) return REQUIRED;
  if (((kinds >> value.kind) & 1) === 0) return kindRule;
  for (const rule of contentRules) {
    if (!rule.holds(value, context)) return rule;
  }
  return undefined;
}
