// Bounds of one order and of one file of orders, each with its unit in the name. Tests pass smaller ones.

export interface OrderLimits {
  /** Orders of one file, at most 16 million: the set of ids takes about 25 bytes each, and nothing else grows with the file. */
  maxOrders: number;
  maxLinesPerOrder: number;
  /** orderId, customerId and sku, in Unicode characters. */
  maxIdInCharacters: number;
  maxQuantity: number;
}

export const DEFAULT_ORDER_LIMITS: OrderLimits = {
  maxOrders: 10_000_000,
  maxLinesPerOrder: 10_000,
  maxIdInCharacters: 128,
  maxQuantity: 999_999_999,
};

/** Digits of an amount before the point. */
export const MAX_INTEGER_DIGITS = 15;
/** Digits of an amount behind the point as it is written; those beyond the decimals of the currency must be zeros. */
export const MAX_FRACTION_DIGITS = 20;
/** Clocks of shops run ahead of ours by no more than this. */
export const CLOCK_TOLERANCE_IN_MS = 5 * 60 * 1000;
/** Violations that are told one by one; all are counted. */
export const MAX_TOLD_VIOLATIONS = 20;
