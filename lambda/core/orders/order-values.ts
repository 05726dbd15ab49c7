// The values of one order as they stand in the file: places in a buffer, no strings, nothing decoded twice.

/** How a value is written. PLAIN has no type of its own (CSV, XML); the others are those of JSON. */
export const [ABSENT, PLAIN, STRING, NUMBER, OTHER] = [0, 1, 2, 3, 4] as const;

/** The fields in the order of the normalized line, save that the total stands before the lines. */
export const [ORDER_ID, CUSTOMER_ID, PLACED_AT, CURRENCY, CHANNEL, TOTAL, SKU, QUANTITY, UNIT_PRICE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;

/** Names of the fields, by their number. */
export const FIELDS = [
  'orderId',
  'customerId',
  'placedAt',
  'currency',
  'channel',
  'total',
  'sku',
  'quantity',
  'unitPrice',
] as const;

/** Fields of the order itself; those behind them belong to one of its lines. */
export const ORDER_FIELD_COUNT = TOTAL + 1;

/** Numbers that describe one value: start, end, kind. */
export const SPAN = 3;

/** One order with one of its lines. Readers set the places, the assembler reads the bytes behind them. */
export class OrderValues {
  bytes: Buffer = Buffer.alloc(0);
  readonly spans = new Int32Array(FIELDS.length * SPAN);

  /** `end` is the index behind the last byte. */
  set(field: number, start: number, end: number): void {
    this.spans[field * SPAN] = start;
    this.spans[field * SPAN + 1] = end;
  }

  /** Sets place and kind of a field to the three numbers at `from`. */
  copy(field: number, spans: Int32Array, from: number): void {
    this.spans[field * SPAN] = spans[from] as number;
    this.spans[field * SPAN + 1] = spans[from + 1] as number;
    this.spans[field * SPAN + 2] = spans[from + 2] as number;
  }

  setKind(field: number, kind: number): void {
    this.spans[field * SPAN + 2] = kind;
  }
}

/** Tells whether a field is written alike in both. */
export function isSameValue(a: OrderValues, b: OrderValues, field: number): boolean {
  const from = a.spans[field * SPAN] as number;
  const length = (a.spans[field * SPAN + 1] as number) - from;
  const other = b.spans[field * SPAN] as number;
  if ((b.spans[field * SPAN + 1] as number) - other !== length) return false;
  for (let at = 0; at < length; at += 1) {
    if (a.bytes[from + at] !== b.bytes[other + at]) return false;
  }
  return true;
}
