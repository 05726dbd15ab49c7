// What the oracle's parsers make of a file: plain objects, the whole file in memory. Nothing here comes from lambda/core/orders.

/** A value as it is written; absent ones are undefined. */
export interface RawValue {
  text: string;
  kind: 'plain' | 'string' | 'number' | 'other';
}

export interface Fault {
  line: number;
  field: string;
  rule: string;
}

/** What an order holds below its own fields, in the order in which it stands there. */
export type Part =
  /** A line; without values it is none, and its faults say so. */
  { line: number; values?: Record<string, RawValue | undefined>; faults: Fault[] } | { fault: Fault };

export interface RawOrder {
  line: number;
  /** Faults that are told before the fields are looked at. */
  faults: Fault[];
  /** Undefined: the record is no order. */
  values?: Record<string, RawValue | undefined>;
  /** Undefined: what is there as lines is none. */
  parts?: Part[];
  /** Rows of the order name different totals. */
  hasManyTotals?: boolean;
}

export interface RawFile {
  /** Faults outside of orders, each with the number of orders that stand before it. */
  faults: (Fault & { before: number })[];
  orders: RawOrder[];
}

export const HEAD = ['orderId', 'customerId', 'placedAt', 'currency', 'channel'];
export const LINE = ['sku', 'quantity', 'unitPrice'];

/** Line of an index, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
