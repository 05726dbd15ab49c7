// What every listing of a bucket must do: all versions of all keys, page by page, wherever a page ends.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createS3VersionListing } from '../../../lambda/adapters/s3-version-listing.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { VersionListing, VersionMarker, VersionPage } from '../../../lambda/core/ports.ts';
import { createMemoryObjectStore } from '../../support/fakes/memory-object-store.ts';
import { closeClients, createBucket, engineClients } from './engine-resources.ts';

interface Subject {
  put(key: string, content: string): Promise<string>;
  listing(versionsAPage: number): VersionListing;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const store = createMemoryObjectStore();
  return {
    put: async (key, content) => store.put({ bucketName: 'b', key, content }).versionId,
    listing: (versionsAPage) => store.listing('b', versionsAPage),
    close: () => undefined,
  };
}

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const Bucket = await createBucket(clients.s3, true);
  // A delete marker is no version.
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone.txt' }));
  return {
    put: async (Key, content) => {
      const { VersionId = '' } = await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: content }));
      return VersionId;
    },
    listing: (versionsAPage) =>
      createS3VersionListing({ client: clients.s3, bucketName: Bucket, versionsAPage }),
    close: () => closeClients(clients),
  };
}

async function walk(listing: VersionListing) {
  const versions: VersionPage['versions'] = [];
  let after: VersionMarker | undefined;
  let pages = 0;
  do {
    const page = await listing.page(after);
    if (page === 'marker-refused') throw new Error('The marker was refused.');
    versions.push(...page.versions);
    after = page.next;
    pages++;
  } while (after);
  return { versions, pages };
}

/** Keys that break something somewhere; without carriage returns, which the engine loses. */
const KEYS = [
  'a b',
  'a+b',
  '100%',
  '%41',
  '\u{1F4C4}.csv',
  'cafe\u0301',
  'caf\u00e9',
  '../up',
  'a//b',
  'line\nbreak',
];
const MORE_KEYS = ['tab\tx', '?a=b&c#d', `quotes'"<&>`, '__proto__', 'folder/', 'next\u0085line\u2028end'];

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('version listing: %s', (_name, createSubject) => {
  let subject: Subject;
  const expected: { key: string; versionId: string; sizeInBytes: number }[] = [];

  beforeAll(async () => {
    subject = await createSubject();
    expect(await walk(subject.listing(1_000))).toEqual({ versions: [], pages: 1 });
    for (const key of [...KEYS, ...MORE_KEYS])
      expected.push({ key, versionId: await subject.put(key, 'x'), sizeInBytes: 1 });
    for (const content of ['two', 'three', 'three'])
      expected.push({
        key: 'a b',
        versionId: await subject.put('a b', content),
        sizeInBytes: content.length,
      });
  }, 30_000);
  afterAll(() => subject.close());

  const names = (versions: readonly { key: string; versionId: string }[]) =>
    versions.map(({ key, versionId }) => `${key} ${versionId}`).sort();

  test.each([1_000, 19, 7, 3, 2, 1])(
    'finds every version exactly once in pages of %i',
    async (versionsAPage) => {
      const { versions, pages } = await walk(subject.listing(versionsAPage));
      expect(names(versions)).toEqual(names(expected));
      expect(pages).toBeGreaterThanOrEqual(Math.ceil(expected.length / versionsAPage));
    },
  );

  test('tells the facts of each version', async () => {
    const { versions } = await walk(subject.listing(1_000));
    for (const { key, versionId, sizeInBytes } of expected) {
      const found = versions.find((version) => version.key === key && version.versionId === versionId);
      expect(found).toMatchObject({ sizeInBytes, eTag: expect.stringMatching(/^[0-9a-f]{32}$/) });
      expect(found?.lastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  test('goes on after a key without naming a version', async () => {
    const page = await subject.listing(1_000).page({ key: '__proto__' });
    const keys = page === 'marker-refused' ? [] : page.versions.map(({ key }) => key);
    expect(new Set(keys)).toEqual(
      new Set([
        'a b',
        'a+b',
        'a//b',
        'cafe\u0301',
        'caf\u00e9',
        'folder/',
        'line\nbreak',
        `next\u0085line\u2028end`,
        `quotes'"<&>`,
        'tab\tx',
        '\u{1F4C4}.csv',
      ]),
    );
  });
});

describe('version listing: engine only', () => {
  test('a bucket that is not there can be tried again', async () => {
    const clients = engineClients();
    const listing = createS3VersionListing({ client: clients.s3, bucketName: 'no-such-bucket-anywhere' });
    await expect(listing.page()).rejects.toThrow(TryAgain);
    closeClients(clients);
  });
});
