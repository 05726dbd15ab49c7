// All mutants. `npm run prove -- --mutants` must kill each, or it says why it cannot be killed.
import { DELIVERY_MUTANTS } from './mutants/delivery.ts';
import { ROW_MUTANTS } from './mutants/rows.ts';
import { ORDER_MUTANTS } from './mutants/orders.ts';
import { PROJECTION_MUTANTS } from './mutants/projection.ts';
import { READING_MUTANTS } from './mutants/reading.ts';
import { RECONCILE_MUTANTS } from './mutants/reconcile.ts';
import { REDRIVE_MUTANTS } from './mutants/redrive.ts';
import { UserError } from '../lib/user-error.ts';
import type { Mutant } from './mutants/mutant.ts';

export type { Mutant } from './mutants/mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  ...ROW_MUTANTS,
  ...DELIVERY_MUTANTS,
  ...PROJECTION_MUTANTS,
  ...READING_MUTANTS,
  ...REDRIVE_MUTANTS,
  ...RECONCILE_MUTANTS,
  ...ORDER_MUTANTS,
];

/** Throws UserError when there is no mutant of that name. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant) return mutant;
  throw new UserError(`There is no mutant "${name}"; scripts/prove/mutants lists them.`);
}
