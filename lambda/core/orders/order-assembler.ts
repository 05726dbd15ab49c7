// Takes the parts of one order after the other, holds the rules to them and writes the normalized line.
import { decimalsOf } from './currencies.ts';
import { FieldValue } from './field-value.ts';
import type { OrderLimits } from './order-limits.ts';
import { OrderIds } from './order-ids.ts';
import { OrderLine } from './order-line.ts';
import { OrderSum } from './order-sum.ts';
import {
  CHANNEL,
  CURRENCY,
  CUSTOMER_ID,
  FIELDS,
  ORDER_ID,
  OrderValues,
  PLACED_AT,
  QUANTITY,
  SKU,
  TOTAL,
  UNIT_PRICE,
} from './order-values.ts';
import { findBrokenRule } from './find-broken-rule.ts';
import type { RuleContext, ValueRule } from './rules.ts';
import { SHAPE_RULES } from './shape-rules.ts';
import type { ShapeRule } from './shape-rules.ts';
import { Totals } from './totals.ts';
import { Violations } from './violations.ts';
import type { Place } from './violations.ts';

/** Instead of a number of lines. */
const NO_LINES = -1;

export interface AssemblerOptions {
  now: number;
  limits: OrderLimits;
}

/**
 * For each order: `begin`; then `open` once its own fields are known, `addLine` for each of its lines, `close`. Violations of the shape are
 * told with `breach` in between. Violations come in the order of the calls and, within one, in the order of the fields.
 */
export class OrderAssembler {
  /** Readers put the places of the next values here. */
  readonly values = new OrderValues();
  readonly violations: Violations;
  readonly ids = new OrderIds();
  readonly totals = new Totals();
  readonly line = new OrderLine();
  orderCount = 0;
  invalidCount = 0;
  readonly limits: OrderLimits;
  readonly #context: RuleContext;
  readonly #value = new FieldValue();
  /** Of the order in work, and where in it the work is. */
  readonly #place: Place = { record: 0, line: 0, orderLine: 0 };
  #line = 0;
  #violationsBefore = 0;
  /** False for a record that is no order, and for one behind the last that a file may have. */
  #isOpen = false;
  #orderLines = 0;
  #currency = -1;
  #brokenByTotal: ValueRule | undefined;
  #isRepeated = false;
  readonly #sum = new OrderSum();

  constructor({ now, limits }: AssemblerOptions) {
    this.limits = limits;
    this.violations = new Violations(limits);
    this.#context = { now, limits, decimals: -1 };
  }

  /** Tells whether the order in work is within the limit; the parts of one beyond it are not looked at. */
  get isWithinLimit(): boolean {
    return this.#place.record <= this.limits.maxOrders;
  }

  /** Tells whether the order in work may have another line. */
  get hasRoomForLine(): boolean {
    return this.#orderLines < this.limits.maxLinesPerOrder;
  }

  /** The next record begins on this line of the file. */
  begin(line: number): void {
    this.#place.record += 1;
    this.#line = line;
    this.#moveTo(line, 0);
    this.#violationsBefore = this.violations.count;
    this.#isOpen = false;
    this.ids.clear();
    if (!this.isWithinLimit) this.violations.addShape(SHAPE_RULES.ordersLimit, this.#place);
  }

  /** The file itself, or what stands between its orders, is not as it should be. */
  breachOfFile(rule: ShapeRule, line: number): void {
    this.violations.addShape(rule, { record: 0, line, orderLine: 0 });
  }

  /** The order in work is not as it should be; `line` is of the file, that of the order unless told. */
  breach(rule: ShapeRule, spot: { field?: string; line?: number; orderLine?: number } = {}): void {
    if (!this.isWithinLimit) return;
    this.#moveTo(spot.line ?? this.#line, spot.orderLine ?? 0);
    this.violations.addShape(rule, this.#place, spot.field);
  }

  /** The fields of the order are in `values`. */
  open(): void {
    if (!this.isWithinLimit) return;
    this.#isOpen = true;
    this.#orderLines = 0;
    this.#moveTo(this.#line, 0);
    if (this.#check(ORDER_ID)) this.ids.read(this.values);
    this.#check(CUSTOMER_ID);
    this.#check(PLACED_AT);
    const placedAt = this.#value.time;
    this.#currency = this.#check(CURRENCY) ? this.#value.currency : -1;
    this.#context.decimals = this.#currency < 0 ? -1 : decimalsOf(this.#currency);
    this.#check(CHANNEL);
    // Told behind the lines.
    this.#brokenByTotal = this.#brokenRule(TOTAL);
    this.#sum.begin(this.#brokenByTotal ? undefined : this.#value.amount, this.#context.decimals);
    if (this.#isGood()) this.line.open(this.values, placedAt);
  }

  /** The fields of the next line of the order are in `values`; `line` is of the file. */
  addLine(line: number): void {
    if (!this.#countLine()) return;
    this.#moveTo(line, this.#orderLines);
    if (this.#check(SKU) && this.#isGood()) this.line.openLine(this.values, this.#orderLines === 1);
    const quantity = this.#check(QUANTITY) ? this.#value.quantity : NaN;
    const hasPrice = this.#check(UNIT_PRICE);
    if (hasPrice && !Number.isNaN(quantity)) this.#sum.addLine(this.#value.amount, quantity);
    else this.#sum.giveUp();
    if (this.#isGood()) this.line.closeLine(this.#value.amount, this.#context.decimals);
  }

  /** Counts a line that cannot be read as one. Returns false when the order has more lines than it may have. */
  skipLine(): boolean {
    this.#sum.giveUp();
    return this.#countLine();
  }

  /** It is not known which total is meant, so it is not compared with the lines. */
  giveUpSum(): void {
    this.#sum.giveUp();
  }

  /** The lines of the order are not lines at all, so nothing else is said about them. */
  refuseLines(): void {
    this.breach(SHAPE_RULES.linesType);
    this.#orderLines = NO_LINES;
  }

  /** The order is complete. */
  close(): void {
    this.#moveTo(this.#line, 0);
    if (this.#isOpen) this.#checkWhole();
    if (this.#isGood()) this.#accept();
    else this.#refuse();
  }

  #countLine(): boolean {
    if (!this.#isOpen) return false;
    this.#orderLines += 1;
    const { maxLinesPerOrder } = this.limits;
    if (this.#orderLines <= maxLinesPerOrder) return true;
    this.#sum.giveUp();
    if (this.#orderLines === maxLinesPerOrder + 1) this.breach(SHAPE_RULES.linesLimit);
    return false;
  }

  #moveTo(line: number, orderLine: number): void {
    this.#place.line = line;
    this.#place.orderLine = orderLine;
  }

  #isGood(): boolean {
    return this.violations.count === this.#violationsBefore;
  }

  /** Looks at a value and tells the first rule that it breaks. */
  #check(field: number): boolean {
    const broken = this.#brokenRule(field);
    if (broken) this.violations.addValue(broken, FIELDS[field] as string, this.#place);
    return broken === undefined;
  }

  #brokenRule(field: number): ValueRule | undefined {
    this.#value.read(this.values, field);
    return findBrokenRule(field, this.#value, this.#context);
  }

  #checkWhole(): void {
    if (this.#orderLines === 0) this.violations.addShape(SHAPE_RULES.linesRequired, this.#place);
    if (this.#brokenByTotal) this.violations.addValue(this.#brokenByTotal, 'total', this.#place);
    if (this.#orderLines > 0 && !this.#sum.isRight()) {
      this.violations.addShape(SHAPE_RULES.totalIsSum, this.#place);
    }
    this.#isRepeated = this.ids.isRepeated();
    if (this.#isRepeated) this.violations.addShape(SHAPE_RULES.orderIdUnique, this.#place);
  }

  #accept(): void {
    this.orderCount += 1;
    this.ids.settle(true, this.#place);
    this.totals.add(this.#currency, this.#sum.total);
    this.line.close(this.#sum.total, this.#context.decimals);
    this.line.buffer.commit();
  }

  #refuse(): void {
    this.invalidCount += 1;
    if (!this.#isRepeated) this.ids.settle(false, this.#place);
    this.line.buffer.rollBack();
  }
}
