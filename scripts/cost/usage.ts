// Arithmetic of costs: how much of what is used, and what that comes to.
import { PRICES, type Price, type PriceName } from './prices.ts';

/** `measured`: counted on the engine. `assumed`: what AWS does by its documentation, or a model. */
export type Basis = 'measured' | 'assumed';

export interface Usage {
  price: PriceName;
  /** In the unit of the price. */
  quantity: number;
  basis: Basis;
  /** What uses it. */
  what: string;
}

export const priceOf = (name: PriceName): Price => PRICES[name];

/** In dollars, by the list. */
export function costOf({ price, quantity }: Pick<Usage, 'price' | 'quantity'>): number {
  const { usd, per } = priceOf(price);
  return (quantity * usd) / per;
}

export function totalOf(usages: readonly Usage[]): number {
  return usages.reduce((sum, usage) => sum + costOf(usage), 0);
}

/** The same usage so many times. */
export function times(usages: readonly Usage[], count: number): Usage[] {
  return usages.map((usage) => ({ ...usage, quantity: usage.quantity * count }));
}

/** Of one month, in dollars, when the account uses its free units for nothing else. */
export function totalAfterFreeUnits(usages: readonly Usage[]): number {
  const groups = Map.groupBy(usages, ({ price }) => price);
  return [...groups].reduce((sum, [price, own]) => {
    const used = own.reduce((total, { quantity }) => total + quantity, 0);
    return sum + costOf({ price, quantity: Math.max(0, used - (priceOf(price).freeAMonth ?? 0)) });
  }, 0);
}

/** By service, the dearest first. */
export function totalsByService(usages: readonly Usage[]): { service: string; usd: number }[] {
  const groups = Map.groupBy(usages, ({ price }) => priceOf(price).service);
  const totals = [...groups].map(([service, own]) => ({ service, usd: totalOf(own) }));
  return totals.sort((a, b) => b.usd - a.usd);
}
