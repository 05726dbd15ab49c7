import { describe, expect, test } from '@jest/globals';
import { documentIdOf, shardOf } from '../../../lambda/core/document-id.ts';

const ref = { bucketName: 'b', key: 'k', versionId: 'v' };

describe('documentIdOf', () => {
  test('is a UUID of version 8 and the RFC variant', () => {
    expect(documentIdOf(ref)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('is the same for the same version and another one for another bucket, key or version', () => {
    const others = [{ bucketName: 'c' }, { key: 'l' }, { versionId: 'w' }].map((more) =>
      documentIdOf({ ...ref, ...more }),
    );
    expect(documentIdOf({ ...ref })).toBe(documentIdOf(ref));
    expect(new Set([documentIdOf(ref), ...others]).size).toBe(4);
  });

  test('tells apart what only the border between key and version tells apart', () => {
    expect(documentIdOf({ ...ref, key: 'a","b', versionId: 'c' })).not.toBe(
      documentIdOf({ ...ref, key: 'a', versionId: 'b","c' }),
    );
  });

  test('tells NFC and NFD twins apart', () => {
    expect(documentIdOf({ ...ref, key: 'é'.normalize('NFC') })).not.toBe(
      documentIdOf({ ...ref, key: 'é'.normalize('NFD') }),
    );
  });

  test('stays what it was: a changed id would orphan every row', () => {
    expect(documentIdOf(ref)).toMatchInlineSnapshot(`"7b796806-0bb0-820f-abf1-2b33537bf587"`);
  });
});

test('the shard of a row is the first digit of its id', () => {
  expect(shardOf(documentIdOf(ref))).toBe(documentIdOf(ref)[0]);
});
