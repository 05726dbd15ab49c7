import { describe, expect, test } from '@jest/globals';
import { displayName } from '../../../../lambda/core/notices/display-name.ts';

describe('displayName', () => {
  test.each(['orders.csv', 'in/2026-11-21/orders.csv.gz', 'Rechnung März (2).PDF'])(
    'leaves the honest name %s as it is',
    (key) => {
      expect(displayName(key)).toBe(key);
    },
  );

  test.each([
    ['evil.com/orders.csv', 'evil.\u2009com/orders.csv'],
    ['https://evil.com', 'https:\u2009//\u2009evil.\u2009com'],
    ['mail@evil.txt', 'mail@\u2009evil.txt'],
    ['<!channel> @here', '<\u2009!channel> @\u2009here'],
    ['evil\u3002com', 'evil\u3002\u2009com'],
    ['evil\uFF0Ecom\uFF1Ax\uFF20y', 'evil\uFF0E\u2009com\uFF1A\u2009x\uFF20\u2009y'],
    ['at 10:30', 'at 10:30'],
    ['a\nb\u202Ec\u0000', 'a\uFFFDb\uFFFDc\uFFFD'],
    ['e\u0301', '\u00E9'],
    ['\uD800', '\uFFFD'],
  ])('shows %j as %j', (key, shown) => {
    expect(displayName(key)).toBe(shown);
  });

  test('cuts at 80 code points and never through one', () => {
    expect([...displayName('😀'.repeat(200))]).toHaveLength(80);
    expect(displayName('😀'.repeat(200)).endsWith('😀…')).toBe(true);
  });
});
