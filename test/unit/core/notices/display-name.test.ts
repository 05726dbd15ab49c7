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
