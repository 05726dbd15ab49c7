import { describe, expect, test } from '@jest/globals';
import { FactsOfDay } from '../../../../lambda/core/daily-report/day-facts.ts';
import { noneByStatus, type DailyReport } from '../../../../lambda/core/daily-report/report-types.ts';
import { chosenDay } from '../../../../scripts/lib/report/report-of-day.ts';
import { reportText } from '../../../../scripts/lib/report/report-text.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';
import { rowOf } from '../../../support/daily-world.ts';

const NOW = Date.parse('2026-11-21T00:00:01.000Z');
const DAY = '2026-11-20';

describe('npm run report', () => {
  test('takes yesterday when no day is given', () => {
    expect(chosenDay(undefined, NOW)).toBe(DAY);
    expect(chosenDay('2026-11-01', NOW)).toBe('2026-11-01');
  });

  test.each([
    ['2026-11-21', /not over/],
    ['2026-12-01', /future/],
    ['yesterday', /YYYY-MM-DD/],
  ])('refuses %s in one sentence', (day, message) => {
    expect(() => chosenDay(day, NOW)).toThrow(UserError);
    expect(() => chosenDay(day, NOW)).toThrow(message);
  });

  test('shows the figures, the comparison and where the objects are', () => {
    const facts = new FactsOfDay();
    facts.add(rowOf(DAY, 1, { fileSize: 1_500 }));
    facts.add(rowOf(DAY, 2, { status: 'REJECTED', reasonCode: 'EMPTY_FILE', fileSize: 0 }));
    const before = {
      day: '2026-11-19',
      revision: 1,
      total: 4,
      byStatus: noneByStatus(),
      durationP95InMs: null,
    };
    const report: DailyReport = {
      ...{ schemaVersion: 1, type: 'daily-report', day: DAY, revision: 2, rowsHash: 'h' },
      ...facts.result(),
      daysBefore: [before],
    };
    const text = reportText({
      report,
      done: 'written',
      bucketName: 'reports',
      keys: ['daily-reports/a.json'],
    });
    for (const part of [
      '2026-11-20 (UTC), revision 2, made just now',
      'REJECTED',
      'EMPTY_FILE',
      '0 B / 1.5 kB / 1.5 kB',
      '501 ms / 502 ms / 502 ms',
      'had 4; this day has 50 % fewer',
      's3://reports/daily-reports/a.json',
    ])
      expect(text).toContain(part);
  });
});
