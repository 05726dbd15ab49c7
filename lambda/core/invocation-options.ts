// What an invocation of a scheduled function may ask for: nothing, or, of reconcile, another minimum age.
import { BadRequest } from './errors.ts';
import type { ReconcileOptions } from './reconcile/reconcile-run.ts';

/** A week; whoever wants older versions only has mistaken the unit. */
const MAX_MINIMUM_AGE_IN_MINUTES = 7 * 24 * 60;

/** `{}` asks for nothing, and so does no event at all. Throws BadRequest. */
export function parseReconcileOptions(event: unknown): ReconcileOptions {
  const { minimumAgeInMinutes, ...others } = objectOf(event);
  refuseOthers(others, 'reconcile takes {} or {"minimumAgeInMinutes": 0}');
  if (minimumAgeInMinutes === undefined) return {};
  const age = Number.isSafeInteger(minimumAgeInMinutes) ? Number(minimumAgeInMinutes) : -1;
  if (age >= 0 && age <= MAX_MINIMUM_AGE_IN_MINUTES) return { minimumAgeInMinutes: age };
  throw new BadRequest(
    `minimumAgeInMinutes must be a whole number from 0 to ${MAX_MINIMUM_AGE_IN_MINUTES}; mend it and invoke again.`,
  );
}

/** A function that takes no options. Throws BadRequest. */
export function refuseOptions(functionName: string, event: unknown): void {
  refuseOthers(objectOf(event), `${functionName} takes {}`);
}

/** The event as an object. Throws BadRequest. */
export function objectOf(event: unknown): Record<string, unknown> {
  if (event === undefined || event === null) return {};
  if (typeof event === 'object' && !Array.isArray(event)) return event as Record<string, unknown>;
  throw new BadRequest('The event must be a JSON object, for instance {}; mend it and invoke again.');
}

/** Refuses fields that nobody knows. Throws BadRequest. */
export function refuseOthers(others: Record<string, unknown>, takes: string): void {
  const [name] = Object.keys(others);
  if (name === undefined) return;
  throw new BadRequest(`${takes}, but the event has "${name.slice(0, 100)}"; mend it and invoke again.`);
}
