// One sentence about how a day compares with the reported days before it.
import { numberText } from '../notices/for-people.ts';
import type { DailyReport } from './report-types.ts';

/** Empty when there is nothing to compare with. */
export function comparisonText({ total, daysBefore }: Pick<DailyReport, 'total' | 'daysBefore'>): string {
  if (daysBefore.length === 0) return '';
  const average = Math.round(daysBefore.reduce((sum, before) => sum + before.total, 0) / daysBefore.length);
  const days =
    daysBefore.length === 1
      ? 'The reported day before had'
      : `The ${daysBefore.length} reported days before had on average`;
  return `${days} ${numberText(average)}; this day has ${difference(total, average)}.`;
}

/** `12 % more`, `as many`. */
function difference(total: number, average: number): string {
  if (total === average) return 'as many';
  if (average === 0) return 'more';
  const percent = Math.round((100 * Math.abs(total - average)) / average);
  return percent === 0 ? 'about as many' : `${numberText(percent)} % ${total > average ? 'more' : 'fewer'}`;
}
