// An independent answer to what the orders of a file come to: straightforward, the whole file in memory.
import { createHash } from 'node:crypto';
import { parseCsv } from './oracle-csv.ts';
import { parseJson, parseNdjson } from './oracle-json.ts';
import { HEAD, LINE } from './oracle-model.ts';
import type { Fault, Part, RawFile, RawOrder, RawValue } from './oracle-model.ts';
import { brokenRule, decimalsOf, readAmount, readMoment } from './oracle-values.ts';
import type { OracleLimits } from './oracle-values.ts';
import { parseXml } from './oracle-xml.ts';

export type Format = 'csv' | 'json' | 'ndjson' | 'xml';

export interface Judged {
  orderCount: number;
  invalidCount: number;
  violationCount: number;
  /** The first 20, without their messages. */
  errors: (Fault & { record: number })[];
  totals: Record<string, string>;
  /** The normalized lines of all good orders. */
  lines: string;
  /** Digest and place of each good order. */
  ids: { digest: string; record: number; line: number }[];
}

type Values = Record<string, RawValue | undefined>;

interface Question {
  text: string;
  format: Format;
  delimiter: string;
  now: number;
  limits: OracleLimits;
}

function parse({ text, format, delimiter }: Question): RawFile {
  if (format === 'csv') return parseCsv(text, delimiter);
  if (format === 'json') return parseJson(text);
  return format === 'ndjson' ? parseNdjson(text) : parseXml(text);
}

/** `value` units of 10^-decimals as text. */
function asText(units: bigint, decimals: number): string {
  const unit = 10n ** BigInt(decimals);
  const fraction = (units % unit).toString().padStart(decimals, '0');
  return decimals === 0 ? units.toString() : `${units / unit}.${fraction}`;
}

function unitsOf(raw: RawValue | undefined, decimals: number): bigint {
  const amount = readAmount(raw as RawValue);
  if (typeof amount === 'string') throw new Error('The oracle was asked for a broken amount.');
  return amount.units * 10n ** BigInt(decimals - amount.scale);
}

/** Judges one order; `seen` has the ids of the orders before it. */
class Judge {
  readonly faults: Fault[] = [];
  readonly lines: Values[] = [];
  readonly #order: RawOrder;
  readonly #question: Question;
  readonly #decimals: number | undefined;

  constructor(order: RawOrder, question: Question) {
    this.#order = order;
    this.#question = question;
    const currency = order.values?.['currency'];
    this.#decimals =
      currency && currency.kind !== 'number' && currency.kind !== 'other'
        ? decimalsOf(currency.text)
        : undefined;
  }

  get values(): Values {
    return this.#order.values ?? {};
  }

  judge(seen: ReadonlySet<string>): void {
    const { line, faults, values } = this.#order;
    this.faults.push(...faults);
    if (!values) return;
    for (const field of HEAD) this.#check(field, values[field], line);
    this.#judgeParts();
    this.#check('total', values['total'], line);
    if (!this.#isSum()) this.#tell({ line, field: 'total', rule: 'total-is-sum' });
    const id = this.soundId;
    if (id !== undefined && seen.has(id)) this.#tell({ line, field: 'orderId', rule: 'order-id-unique' });
  }

  /** The order's id, if it breaks no rule. */
  get soundId(): string | undefined {
    const id = this.values['orderId'];
    return this.#broken('orderId', id) === undefined ? id?.text : undefined;
  }

  #judgeParts(): void {
    const { line, parts } = this.#order;
    if (!parts) return this.#tell({ line, field: 'lines', rule: 'type' });
    const { maxLinesPerOrder } = this.#question.limits;
    let count = 0;
    for (const part of parts) {
      if (!('fault' in part)) {
        count += 1;
        if (count === maxLinesPerOrder + 1) this.#tell({ line, field: 'lines', rule: 'lines-limit' });
        if (count <= maxLinesPerOrder) this.#judgeLine(part);
      } else if (part.fault.field !== 'lines' || count <= maxLinesPerOrder) {
        this.#tell(part.fault);
      }
    }
    if (count === 0) this.#tell({ line, field: 'lines', rule: 'required' });
  }

  #judgeLine({ line, values, faults }: Exclude<Part, { fault: Fault }>): void {
    this.faults.push(...faults);
    for (const field of values ? LINE : []) this.#check(field, values?.[field], line);
    this.lines.push(values ?? {});
  }

  /** True also where the numbers cannot be known. */
  #isSum(): boolean {
    const decimals = this.#decimals;
    const numbers = ['quantity', 'unitPrice'];
    const isBroken = (line: Values) =>
      numbers.some((field) => this.#broken(field, line[field]) !== undefined);
    const { hasManyTotals, parts } = this.#order;
    if (decimals === undefined || hasManyTotals || this.#broken('total', this.values['total'])) return true;
    const count = parts?.filter((part) => !('fault' in part)).length ?? 0;
    if (count === 0 || count > this.lines.length || this.lines.some(isBroken)) return true;
    const sum = this.lines.reduce((all, { quantity, unitPrice }) => {
      return all + BigInt(quantity?.text ?? 0) * unitsOf(unitPrice, decimals);
    }, 0n);
    return sum === unitsOf(this.values['total'], decimals);
  }

  #broken(field: string, raw: RawValue | undefined): string | undefined {
    return brokenRule(field, raw, { ...this.#question, decimals: this.#decimals });
  }

  #check(field: string, raw: RawValue | undefined, line: number): void {
    const rule = this.#broken(field, raw);
    if (rule !== undefined) this.#tell({ line, field, rule });
  }

  #tell(fault: Fault): void {
    this.faults.push(fault);
  }
}

function normalized({ values, lines }: Judge): string {
  const text = (name: string) => values[name]?.text as string;
  const decimals = decimalsOf(text('currency')) as number;
  const amount = (raw: RawValue | undefined) => asText(unitsOf(raw, decimals), decimals);
  return `${JSON.stringify({
    orderId: text('orderId'),
    customerId: text('customerId'),
    placedAt: new Date(readMoment(text('placedAt')) as number).toISOString(),
    currency: text('currency'),
    channel: text('channel'),
    lines: lines.map(({ sku, quantity, unitPrice }) => ({
      sku: sku?.text,
      quantity: Number(quantity?.text),
      unitPrice: amount(unitPrice),
    })),
    total: amount(values['total']),
  })}\n`;
}

const digestOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 32);

/** Judges a whole file. */
export function judge(question: Question): Judged {
  const { faults, orders } = parse(question);
  const seen = new Set<string>();
  const told: Judged['errors'] = [];
  const sums = new Map<string, bigint>();
  const judged: Judged = {
    orderCount: 0,
    invalidCount: 0,
    violationCount: 0,
    errors: [],
    totals: {},
    lines: '',
    ids: [],
  };
  const tellFile = (before: number) => {
    for (const { before: place, ...fault } of faults)
      if (place === before) told.push({ record: 0, ...fault });
  };
  orders.forEach((order, index) => {
    tellFile(index);
    const record = index + 1;
    const isBeyond = record > question.limits.maxOrders;
    const one = new Judge(
      isBeyond
        ? { line: order.line, faults: [{ line: order.line, field: 'order', rule: 'orders-limit' }] }
        : order,
      question,
    );
    one.judge(seen);
    told.push(...one.faults.map((fault) => ({ record, ...fault })));
    const id = one.soundId;
    if (one.faults.length > 0) judged.invalidCount += 1;
    else {
      judged.orderCount += 1;
      judged.lines += normalized(one);
      judged.ids.push({ digest: digestOf(id as string), record, line: order.line });
      const currency = one.values['currency']?.text as string;
      const units = unitsOf(one.values['total'], decimalsOf(currency) as number);
      sums.set(currency, (sums.get(currency) ?? 0n) + units);
    }
    if (id !== undefined) seen.add(id);
  });
  tellFile(orders.length);
  for (const currency of [...sums.keys()].sort()) {
    judged.totals[currency] = asText(sums.get(currency) as bigint, decimalsOf(currency) as number);
  }
  return { ...judged, violationCount: told.length, errors: told.slice(0, 20) };
}
