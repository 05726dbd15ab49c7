// The setups that are explored. None holds the schedules of another one: each has its own files, acts or number of faults.
import { UserError } from '../lib/user-error.ts';
import type { Setup } from './setup.ts';
import { PARTLY_ORDERS, RANDOM_ORDERS } from './setups-orders.ts';
import { LARGE, PARTLY as PARTLY_FILES, RANDOM_SETUPS as RANDOM_FILES } from './setups-partly.ts';
import { WHOLE } from './setups-whole.ts';

export { LARGE, WHOLE };
export const PARTLY: readonly Setup[] = [...PARTLY_FILES, ...PARTLY_ORDERS];
export const RANDOM_SETUPS: readonly Setup[] = [...RANDOM_FILES, RANDOM_ORDERS];

export const SETUPS: readonly Setup[] = [...WHOLE, ...PARTLY, ...LARGE];

/** Throws UserError when there is none of that name. */
export function setupNamed(name: string): Setup {
  const found = [...SETUPS, ...RANDOM_SETUPS].find((setup) => setup.name === name);
  if (found) return found;
  throw new UserError(`There is no setup "${name}"; scripts/prove/setups.ts lists them.`);
}
