// What the orders of a structurally sound file come to, in the words of a verdict. Values of orders are never told, only places and rules.
import type { Details, Json, Verdict } from '../outcome.ts';
import { MAX_TOLD_VIOLATIONS } from '../orders/order-limits.ts';
import type { OrdersPolicy, OrdersResult } from '../orders/read-orders.ts';
import type { OrderViolation } from '../orders/violations.ts';
import type { HeldOrder } from './claim-orders.ts';

/** What is told of the orders of a file. */
export type OrdersFound = Omit<OrdersResult, 'orderIds'>;

type Sound = Extract<Verdict, { status: 'PROCESSED' }>;

/** These orders are in another file, too: each is one more violation. */
export function withHeldOrders(
  { orderIds, ...found }: OrdersResult,
  held: readonly HeldOrder[],
): OrdersFound {
  const told = held.slice(0, MAX_TOLD_VIOLATIONS).map(({ index, by }): OrderViolation => {
    const { record, line } = orderIds.placeOf(index);
    const message = `The orderId must not be that of an order in another accepted file; ${by} has it.`;
    return { record, line, field: 'orderId', rule: 'duplicate-in-another-file', message };
  });
  return {
    ...found,
    orderCount: found.orderCount - held.length,
    invalidCount: found.invalidCount + held.length,
    violationCount: found.violationCount + held.length,
    errors: [...found.errors, ...told].sort((a, b) => a.record - b.record).slice(0, MAX_TOLD_VIOLATIONS),
  };
}

/** With `accept-valid` one good order is enough; a file without any is never accepted. */
export function areAccepted({ orderCount, violationCount }: OrdersFound, policy: OrdersPolicy): boolean {
  return orderCount > 0 && (violationCount === 0 || policy === 'accept-valid');
}

export function acceptedVerdict(verdict: Sound, found: OrdersFound): Sound {
  const { orderCount, invalidCount, totals } = found;
  const details = { orderCount, invalidOrderCount: invalidCount, totals, ...errorsOf(found) };
  return { ...verdict, details: { ...verdict.details, ...details } };
}

export function rejectedVerdict({ fileType, details }: Sound, found: OrdersFound): Verdict {
  const { orderCount, invalidCount } = found;
  return {
    status: 'REJECTED',
    fileType,
    reasonCode: 'INVALID_ORDERS',
    reason: reasonOf(found),
    details: { ...withoutColumns(details), orderCount, invalidOrderCount: invalidCount, ...errorsOf(found) },
  };
}

/** What stands where the header should be may be an order. */
function withoutColumns({ columns: _, ...details }: Details = {}): Details {
  return details;
}

function errorsOf({ violationCount, errors }: OrdersFound): Details {
  if (violationCount === 0) return {};
  return { errorCount: violationCount, errors: errors.map((error): Json => ({ ...error })) };
}

function reasonOf({ orderCount, invalidCount, errors: [first] }: OrdersFound): string {
  if (!first) return 'The file holds no order.';
  const where = `${placeOf(first)}: ${first.message}`;
  if (invalidCount === 0) return `The file does not hold orders as they must be, ${where}`;
  const all = orderCount + invalidCount;
  const are = invalidCount === 1 ? 'is' : 'are';
  return `${invalidCount} of ${all} order${all === 1 ? '' : 's'} ${are} not valid; the first is ${where}`;
}

/** `record 17 on line 18`; the line alone where the fault is in no order. */
function placeOf({ record, line }: OrderViolation): string {
  const onLine = line === null ? undefined : `line ${line}`;
  if (record === 0) return onLine ?? 'the file';
  return onLine === undefined ? `record ${record}` : `record ${record} on ${onLine}`;
}
