// The setups that are explored. None holds the schedules of another one: each has its own files, acts or number of faults.
import { UserError } from '../lib/user-error.ts';
import type { Setup } from './setup.ts';
import { LARGE, PARTLY, RANDOM_SETUPS } from './setups-partly.ts';
import { WHOLE } from './setups-whole.ts';

export { LARGE, PARTLY, RANDOM_SETUPS, WHOLE };

export const SETUPS: readonly Setup[] = [...WHOLE, ...PARTLY, ...LARGE];

/** Throws UserError when there is none of that name. */
export function setupNamed(name: string): Setup {
  const found = [...SETUPS, ...RANDOM_SETUPS].find((setup) => setup.name === name);
  if (found) return found;
  throw new UserError(`There is no setup "${name}"; scripts/prove/setups.ts lists them.`);
}
