import { describe, expect, test } from '@jest/globals';
import { countText, numberText, sizeText } from '../../../../lambda/core/notices/for-people.ts';

describe('numberText', () => {
  const numbers = [0, 1, 12, 123, 999, 1_000, 12_345, 999_999, 1_000_000, 2 ** 53 - 1, -1, -999, -1_000];

  test.each([...numbers, 0.5, 1234.5, 12_345.678, 0.0004, 999.9996, -1234.25])(
    'writes %d as the language does',
    (value) => {
      expect(numberText(value)).toBe(value.toLocaleString('en-US'));
    },
  );

  test('writes numbers of every length as the language does', () => {
    for (let digits = 1; digits < 16; digits += 1) {
      const value = Math.floor(10 ** digits / 7);
      expect(numberText(value)).toBe(value.toLocaleString('en-US'));
    }
  });
});

describe('counts and sizes', () => {
  test('group their thousands', () => {
    expect(countText(1_234, 'line')).toBe('1,234 lines');
    expect(sizeText(1_234_567)).toBe('1.2 MB (1,234,567 bytes)');
  });
});
