// Order files that make process-file do all that it can do with orders: small and large ones, accepted and rejected.
import type { Outside } from '../../lib/outside/outside.ts';

const HEADER = 'orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total';
/** Most lines of one order; twenty such orders are normalized to more than one part of a multipart upload, with few ids to claim. */
const LINES = 10_000;
const LARGE_ORDERS = 24;

/** A price of 1.00 for each line, so that the total is the number of lines. */
function order(orderId: string, lines: number, total = lines): string {
  const line = (n: number) =>
    `${orderId},c-1,2020-01-01T00:00:00Z,EUR,web,article-with-a-longer-number-${n},1,1.00,${total}.00\n`;
  return Array.from({ length: lines }, (_, n) => line(n)).join('');
}

const file = (...orders: string[]) => `${HEADER}\n${orders.join('')}`;

const large = (prefix: string) =>
  Array.from({ length: LARGE_ORDERS }, (_, n) => order(`${prefix}-${n}`, LINES));

/** Key of the file that is replayed, over the normalized file that it has already. */
export const REPLAYED_ORDERS = 'orders/good.csv';

/** Accepted, by one PUT and in parts; rejected before the first part and after it. */
export async function putOrders(outside: Outside): Promise<void> {
  await outside.put(REPLAYED_ORDERS, file(order('a', 2), order('b', 1)));
  await outside.put('orders/large.csv', file(...large('large')));
  await outside.put('orders/bad.csv', file(order('c', 2, 3)));
  await outside.put('orders/large-and-bad.csv', file(...large('bad'), order('d', 2, 3)));
}

/** The id of an order that an accepted file has. */
export async function putDuplicate(outside: Outside): Promise<void> {
  await outside.put('orders/duplicate.csv', file(order('a', 1)));
}
