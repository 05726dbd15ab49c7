// Counts what is wrong with the orders of a file and keeps the first ones to be told. No value of the file is ever kept.
import { MAX_TOLD_VIOLATIONS } from './order-limits.ts';
import type { OrderLimits } from './order-limits.ts';
import type { ValueRule } from './rules.ts';
import { subject } from './shape-rules.ts';
import type { ShapeRule } from './shape-rules.ts';

/** One broken rule. `message` is one sentence without any value of the file. */
export interface OrderViolation {
  /** Number of the order in the file, from 1; 0 when the fault is not in an order. */
  record: number;
  /** Line of the file, from 1: the row, the element or the beginning of the object. */
  line: number | null;
  field: string;
  rule: string;
  message: string;
}

/** Where a rule was broken. */
export interface Place {
  record: number;
  line: number;
  /** Line of the order, from 1; 0 for the order itself. */
  orderLine: number;
}

export class Violations {
  count = 0;
  readonly first: OrderViolation[] = [];
  readonly #limits: OrderLimits;

  constructor(limits: OrderLimits) {
    this.#limits = limits;
  }

  /** A value breaks a rule. */
  addValue(rule: ValueRule, field: string, place: Place): void {
    this.count += 1;
    if (this.count > MAX_TOLD_VIOLATIONS) return;
    const what = subject({ limits: this.#limits, orderLine: place.orderLine, field });
    const message = `The ${what} ${rule.must(this.#limits)}.`;
    this.first.push({ record: place.record, line: place.line, field, rule: rule.name, message });
  }

  /** An order or the file breaks a rule; `field` where the rule names none itself. */
  addShape(rule: ShapeRule, place: Place, field = rule.field): void {
    this.count += 1;
    if (this.count > MAX_TOLD_VIOLATIONS) return;
    const message = rule.text({ limits: this.#limits, orderLine: place.orderLine, field });
    this.first.push({ record: place.record, line: place.line, field, rule: rule.name, message });
  }
}
