// All mutants. `npm run prove -- --mutants` must kill each, or it says why it cannot be killed.
import { DELIVERY_MUTANTS } from './mutants/delivery.ts';
import { ROW_MUTANTS } from './mutants/rows.ts';
import { PROJECTION_MUTANTS } from './mutants/projection.ts';
import { READING_MUTANTS } from './mutants/reading.ts';
import { RECONCILE_MUTANTS } from './mutants/reconcile.ts';
import { REDRIVE_MUTANTS } from './mutants/redrive.ts';
import type { Mutant } from './mutants/mutant.ts';

export type { Mutant } from './mutants/mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  ...ROW_MUTANTS,
  ...DELIVERY_MUTANTS,
  ...PROJECTION_MUTANTS,
  ...READING_MUTANTS,
  ...REDRIVE_MUTANTS,
  ...RECONCILE_MUTANTS,
];
