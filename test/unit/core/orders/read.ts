// Reads a text as a file of orders and tells what came of it.
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { readOrders } from '../../../../lambda/core/orders/read-orders.ts';
import type { OrdersOptions, OrdersResult } from '../../../../lambda/core/orders/read-orders.ts';
import type { FileType } from '../../../../lambda/core/outcome.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const CSV_HEADER = 'orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total';

export const TYPES: Record<string, FileType> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
};

export interface Reading extends OrdersResult {
  lines: string;
}

/** Reads a whole text; by default with policy accept-valid, so that good orders can be seen beside bad ones. */
export async function read(
  format: string,
  text: string | Buffer,
  { blockSize = 1_000_000, ...options }: Partial<OrdersOptions> & { blockSize?: number } = {},
): Promise<Reading> {
  const lines: Buffer[] = [];
  const sink = {
    write: (some: Buffer) => {
      lines.push(some);
      return Promise.resolve();
    },
  };
  const fileType = TYPES[format] as FileType;
  const reading = readOrders({
    fileType,
    now: NOW,
    policy: 'accept-valid',
    sink,
    limits: DEFAULT_LIMITS,
    ...options,
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += blockSize) {
    await reading.write(bytes.subarray(at, at + blockSize));
  }
  return { ...(await reading.end()), lines: Buffer.concat(lines).toString('utf8') };
}

/** Record, line, field and rule of each violation that is told. */
export function told({ errors }: OrdersResult): string[] {
  return errors.map(({ record, line, field, rule }) => `${record} ${line} ${field} ${rule}`);
}

/** A good order, as it stands in JSON. */
export function order(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    orderId: 'SO-1',
    customerId: 'C-1',
    placedAt: '2026-11-21T10:00:00Z',
    currency: 'EUR',
    channel: 'web',
    lines: [{ sku: 'TEA', quantity: 2, unitPrice: '9.99' }],
    total: '19.98',
    ...changes,
  };
}

/** The same with other values in its one line. */
export function orderWithLine(
  changes: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return order({ lines: [{ sku: 'TEA', quantity: 2, unitPrice: '9.99', ...changes }], ...more });
}

export function ndjson(...orders: Record<string, unknown>[]): string {
  return orders.map((one) => `${JSON.stringify(one)}\n`).join('');
}
