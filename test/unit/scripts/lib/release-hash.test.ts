// The release hash changes with code, template and values, and with nothing else.
import { describe, expect, test } from '@jest/globals';
import { releaseHash, type Release } from '../../../../scripts/lib/release-hash.ts';

const release: Release = { zipSha256Hex: 'ab', templateText: 'T', parameters: { A: '1', B: '2' } };

describe('releaseHash', () => {
  test('is 64 hexadecimal digits and does not depend on the order of the values', () => {
    expect(releaseHash(release)).toMatch(/^[0-9a-f]{64}$/);
    expect(releaseHash({ ...release, parameters: { B: '2', A: '1' }, retry: 0 })).toBe(releaseHash(release));
  });

  test.each<[string, Partial<Release>]>([
    ['the code', { zipSha256Hex: 'ac' }],
    ['the template', { templateText: 'T ' }],
    ['a value', { parameters: { A: '1', B: '3' } }],
    ['the border between two values', { parameters: { A: '1,B,2' } }],
    ['the retry', { retry: 1 }],
  ])('changes with %s', (_what, change) => {
    expect(releaseHash({ ...release, ...change })).not.toBe(releaseHash(release));
  });
});
