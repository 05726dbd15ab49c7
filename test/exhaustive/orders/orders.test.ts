// Random files of orders, good and bad, in four formats, cut at random: the readers say the same as the oracle, word for word.
import { describe, expect, it } from '@jest/globals';
import { fuzzOrders } from './compare-orders.ts';

const ORDERS = 8_000;

/** Every rule that a file alone can break. */
const RULES = [
  'amount-decimal',
  'amount-decimals',
  'amount-limit',
  'amount-not-negative',
  'channel-known',
  'currency-known',
  'duplicate-field',
  'header',
  'id-length',
  'id-printable',
  'is-order',
  'lines-limit',
  'order-id-unique',
  'orders-limit',
  'placed-at-moment',
  'placed-at-not-before-1970',
  'placed-at-not-in-future',
  'quantity-limit',
  'quantity-whole',
  'required',
  'root',
  'root-content',
  'rows-agree',
  'total-is-sum',
  'type',
  'unknown-field',
];

describe('orders in four formats', () => {
  it(`come to what the oracle says, ${ORDERS} of them`, async () => {
    const outcome = await fuzzOrders({ count: ORDERS, seed: 7 });
    expect(outcome.disagreements).toEqual([]);
    expect(outcome.orders).toBe(ORDERS);
    expect(Object.keys(outcome.rules).sort()).toEqual(RULES);
    expect(outcome.good).toBeGreaterThan(ORDERS);
  }, 300_000);
});
