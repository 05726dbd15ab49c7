// What an invocation of the daily report may ask for: nothing, or one day that is over.
import { BadRequest } from '../errors.ts';
import { objectOf, refuseOthers } from '../invocation-options.ts';
import { dayOf, isDay } from './days.ts';

/** Throws BadRequest, whose text people see. */
export function parseDailyOptions(event: unknown, now: number): { day?: string } {
  const { day, ...others } = objectOf(event);
  refuseOthers(others, 'daily-report takes {} or {"day": "YYYY-MM-DD"}');
  if (day === undefined) return {};
  return { day: finishedDay(day, now) };
}

/** The day itself when it is over. Throws BadRequest. */
export function finishedDay(day: unknown, now: number): string {
  if (!isDay(day))
    throw new BadRequest('The day must be a date of the calendar as YYYY-MM-DD; mend it and ask again.');
  const today = dayOf(now);
  if (day === today)
    throw new BadRequest(
      `The day ${day} is not over (days are UTC), so its report would be wrong by tonight; ask again tomorrow or for a day before.`,
    );
  if (day > today) throw new BadRequest(`The day ${day} lies in the future; ask for a day that is over.`);
  return day;
}
