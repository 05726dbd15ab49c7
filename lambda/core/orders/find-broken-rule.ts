// Holds the rules to one value.
// The tables are walked in the open, rule by rule: in a loop every check would be a call through a pointer, and those together took a sixth of
// the whole time. The types see to it that no rule of a table is left out.
import type { FieldValue } from './field-value.ts';
import { CHANNEL, CURRENCY, FIELDS, PLACED_AT, QUANTITY, TOTAL, UNIT_PRICE } from './order-values.ts';
import {
  AMOUNT_KIND,
  AMOUNT_RULES,
  CHANNEL_RULES,
  CURRENCY_RULES,
  ID_RULES,
  PLACED_AT_RULES,
  QUANTITY_KIND,
  QUANTITY_RULES,
  REQUIRED,
  TEXT_KIND,
} from './rules.ts';
import type { ContentRule, KindRule, RuleContext, ValueRule } from './rules.ts';

type Rule = ContentRule;

const [CURRENCY_KNOWN]: readonly [Rule] = CURRENCY_RULES;
const [CHANNEL_KNOWN]: readonly [Rule] = CHANNEL_RULES;
const [ID_LENGTH, ID_PRINTABLE]: readonly [Rule, Rule] = ID_RULES;
const [MOMENT, NOT_BEFORE, NOT_IN_FUTURE]: readonly [Rule, Rule, Rule] = PLACED_AT_RULES;
const [WHOLE, QUANTITY_LIMIT]: readonly [Rule, Rule] = QUANTITY_RULES;
const [DECIMAL, NOT_NEGATIVE, LIMIT, DECIMALS]: readonly [Rule, Rule, Rule, Rule] = AMOUNT_RULES;

function brokenById(value: FieldValue, context: RuleContext): ValueRule | undefined {
  if (!ID_LENGTH.holds(value, context)) return ID_LENGTH;
  return ID_PRINTABLE.holds(value, context) ? undefined : ID_PRINTABLE;
}

function brokenByCurrency(value: FieldValue, context: RuleContext): ValueRule | undefined {
  return CURRENCY_KNOWN.holds(value, context) ? undefined : CURRENCY_KNOWN;
}

function brokenByChannel(value: FieldValue, context: RuleContext): ValueRule | undefined {
  return CHANNEL_KNOWN.holds(value, context) ? undefined : CHANNEL_KNOWN;
}

function brokenByMoment(value: FieldValue, context: RuleContext): ValueRule | undefined {
  if (!MOMENT.holds(value, context)) return MOMENT;
  if (!NOT_BEFORE.holds(value, context)) return NOT_BEFORE;
  return NOT_IN_FUTURE.holds(value, context) ? undefined : NOT_IN_FUTURE;
}

function brokenByQuantity(value: FieldValue, context: RuleContext): ValueRule | undefined {
  if (!WHOLE.holds(value, context)) return WHOLE;
  return QUANTITY_LIMIT.holds(value, context) ? undefined : QUANTITY_LIMIT;
}

function brokenByAmount(value: FieldValue, context: RuleContext): ValueRule | undefined {
  if (!DECIMAL.holds(value, context)) return DECIMAL;
  if (!NOT_NEGATIVE.holds(value, context)) return NOT_NEGATIVE;
  if (!LIMIT.holds(value, context)) return LIMIT;
  return DECIMALS.holds(value, context) ? undefined : DECIMALS;
}

/** What is looked at in each field, by its number: how it may be written, and what it says. */
const CHECKS: { kind: KindRule; findBroken: typeof brokenById }[] = FIELDS.map(() => ({
  kind: TEXT_KIND,
  findBroken: brokenById,
}));
CHECKS[PLACED_AT] = { kind: TEXT_KIND, findBroken: brokenByMoment };
CHECKS[CURRENCY] = { kind: TEXT_KIND, findBroken: brokenByCurrency };
CHECKS[CHANNEL] = { kind: TEXT_KIND, findBroken: brokenByChannel };
CHECKS[QUANTITY] = { kind: QUANTITY_KIND, findBroken: brokenByQuantity };
CHECKS[TOTAL] = { kind: AMOUNT_KIND, findBroken: brokenByAmount };
CHECKS[UNIT_PRICE] = { kind: AMOUNT_KIND, findBroken: brokenByAmount };

/** Of one value only the first rule that it breaks is told; the later ones would say the same again. */
export function findBrokenRule(
  field: number,
  value: FieldValue,
  context: RuleContext,
): ValueRule | undefined {
  const { kind, findBroken } = CHECKS[field] as (typeof CHECKS)[number];
  if (value.isEmpty) return REQUIRED;
  if (((kind.kinds >> value.kind) & 1) === 0) return kind;
  return findBroken(value, context);
}
