import { describe, expect, test } from '@jest/globals';
import { parseDailyOptions } from '../../../../lambda/core/daily-report/daily-options.ts';
import { durationText } from '../../../../lambda/core/daily-report/figures.ts';
import { bytesText } from '../../../../lambda/core/notices/for-people.ts';
import { BadRequest } from '../../../../lambda/core/errors.ts';

const NOW = Date.parse('2026-11-21T00:00:00.000Z');

describe('what a person or a schedule may ask for', () => {
  test.each([[undefined], [null], [{}]])('%j: everything that is due', (event) => {
    expect(parseDailyOptions(event, NOW)).toEqual({});
  });

  test.each([['2026-11-20'], ['2024-02-29']])('the day %s', (day) => {
    expect(parseDailyOptions({ day }, NOW)).toEqual({ day });
  });

  test.each([
    [{ day: '2026-11-21' }, /is not over/],
    [{ day: '2026-11-22' }, /lies in the future/],
    [{ day: '2026-02-30' }, /a date of the calendar/],
    [{ day: '26-11-20' }, /a date of the calendar/],
    [{ day: 20261120 }, /a date of the calendar/],
    [{ days: 1 }, /the event has "days"/],
    [[], /must be a JSON object/],
    ['2026-11-20', /must be a JSON object/],
  ])('not %j', (event, message) => {
    expect(() => parseDailyOptions(event, NOW)).toThrow(BadRequest);
    expect(() => parseDailyOptions(event, NOW)).toThrow(message);
  });
});

describe('figures', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [12_345_678, '12.3 MB'],
    [5e15, '5000.0 TB'],
  ])('%d bytes: %s', (bytes, shown) => {
    expect(bytesText(bytes)).toBe(shown);
  });

  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [59_999, '59.9 s'],
    [61_500, '1 min 1 s'],
    [3_720_000, '1 h 2 min'],
    [100 * 3_600_000, '4 d 4 h'],
  ])('%d ms: %s', (milliseconds, shown) => {
    expect(durationText(milliseconds)).toBe(shown);
  });
});
