// What every object store must do: open exactly one version, list exactly one key, whatever the key looks like.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { buffer } from 'node:stream/consumers';
import type { Clients } from '../../../lambda/adapters/clients.ts';
import { createS3ObjectStore } from '../../../lambda/adapters/s3-object-store.ts';
import { TryAgain, VersionGone } from '../../../lambda/core/errors.ts';
import type { ObjectStore, VersionRef } from '../../../lambda/core/ports.ts';
import { createMemoryObjectStore } from '../../support/fakes/memory-object-store.ts';
import { closeClients, createBucket, engineClients } from './engine-resources.ts';

interface Subject {
  store: ObjectStore;
  bucketName: string;
  unversionedBucketName: string;
  put(bucketName: string, key: string, content: string): Promise<VersionRef>;
  purge(ref: VersionRef): Promise<void>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const store = createMemoryObjectStore();
  return {
    store,
    bucketName: 'versioned',
    unversionedBucketName: 'plain',
    put: async (bucketName, key, content) =>
      store.put({ bucketName, key, content, ...(bucketName === 'plain' && { versionId: 'null' }) }),
    purge: async (ref) => store.purge(ref),
    close: () => undefined,
  };
}

async function engineSubject(): Promise<Subject> {
  const clients: Clients = engineClients();
  const { s3 } = clients;
  return {
    store: createS3ObjectStore({ client: s3, bodyIdleTimeoutInMs: 5_000 }),
    bucketName: await createBucket(s3, true),
    unversionedBucketName: await createBucket(s3, false),
    put: async (bucketName, key, content) => {
      const { VersionId: versionId = 'null' } = await s3.send(
        new PutObjectCommand({ Bucket: bucketName, Key: key, Body: Buffer.from(content) }),
      );
      return { bucketName, key, versionId };
    },
    purge: async ({ bucketName, key, versionId }) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key, VersionId: versionId }));
    },
    close: () => closeClients(clients),
  };
}

const NEVER = new AbortController().signal;

/** Keys that break something somewhere: paths, encodings, normal forms, XML, the longest possible. */
const KEYS = [
  'a b',
  ' a ',
  'a+b',
  '100%',
  '%41',
  '%2F%2e%2e',
  '\u{1F4C4}.csv',
  'caf\u00e9',
  'cafe\u0301',
  '../up',
  'a/../b',
  './dot',
  'a/./b',
  '..',
  '.',
  'a//b',
  '/lead',
  '//lead',
  'x'.repeat(1_024),
  'line\nbreak',
  'carriage\r\nreturn',
  'tab\tnul\u0000',
  '?a=b&c#d',
  'a\\b',
  `quotes'"<&>`,
  '\u202egpj.exe',
  "sub!$&'()*+,;=:@",
  '__proto__',
  'next\u0085line\u2028separator',
];

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('object store: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  const read = async (ref: VersionRef) => {
    const { body, ...facts } = await subject.store.open(ref, NEVER);
    return { content: await buffer(body), ...facts };
  };

  test('opens exactly the version that is named', async () => {
    const first = await subject.put(subject.bucketName, 'twice.csv', 'one');
    const second = await subject.put(subject.bucketName, 'twice.csv', 'second');
    expect(await read(first)).toMatchObject({
      content: Buffer.from('one'),
      sizeInBytes: 3,
      eTag: 'f97c5d29941bfb1b2fdab0874906ab82',
    });
    expect(await read(second)).toMatchObject({ content: Buffer.from('second'), sizeInBytes: 6 });
  });

  test('opens the version "null" of a bucket without versioning', async () => {
    const ref = await subject.put(subject.unversionedBucketName, 'plain.txt', 'old');
    await subject.put(subject.unversionedBucketName, 'plain.txt', 'new');
    expect(ref.versionId).toBe('null');
    expect((await read(ref)).content.toString()).toBe('new');
    expect(await subject.store.listVersions(subject.unversionedBucketName, 'plain.txt')).toMatchObject([
      { versionId: 'null', sizeInBytes: 3 },
    ]);
  });

  test('opens an empty object', async () => {
    const ref = await subject.put(subject.bucketName, 'empty', '');
    expect(await read(ref)).toMatchObject({ content: Buffer.alloc(0), sizeInBytes: 0 });
  });

  test('says that a purged version is gone, even when a newer one is there', async () => {
    const ref = await subject.put(subject.bucketName, 'gone.csv', 'one');
    await subject.put(subject.bucketName, 'gone.csv', 'two');
    await subject.purge(ref);
    await expect(subject.store.open(ref, NEVER)).rejects.toThrow(VersionGone);
  });

  test('says that a key that never existed is gone', async () => {
    const ref = { bucketName: subject.bucketName, key: 'never', versionId: 'null' };
    await expect(subject.store.open(ref, NEVER)).rejects.toThrow(VersionGone);
  });

  test('does not open anything after the abort', async () => {
    const ref = await subject.put(subject.bucketName, 'late', 'x');
    await expect(subject.store.open(ref, AbortSignal.abort())).rejects.toThrow(TryAgain);
  });

  test('lists the versions of exactly one key, oldest first', async () => {
    const refs: VersionRef[] = [];
    for (const content of ['1', '22', '333'])
      refs.push(await subject.put(subject.bucketName, 'listed', content));
    await subject.put(subject.bucketName, 'listed-not', 'x');
    await subject.put(subject.bucketName, 'listed/not', 'x');
    await subject.put(subject.bucketName, 'liste', 'x');
    const listed = await subject.store.listVersions(subject.bucketName, 'listed');
    expect(listed.map(({ versionId }) => versionId)).toEqual(refs.map(({ versionId }) => versionId));
    expect(listed.map(({ sizeInBytes }) => sizeInBytes)).toEqual([1, 2, 3]);
    expect(listed[0]?.eTag).toBe('c4ca4238a0b923820dcc509a6f75849b');
    expect(listed[0]?.lastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('lists nothing for a key that never existed', async () => {
    expect(await subject.store.listVersions(subject.bucketName, 'nev')).toEqual([]);
  });

  test.each(KEYS.map((key) => [JSON.stringify(key).slice(0, 30), key]))(
    'keeps the key %s',
    async (_, key) => {
      const ref = await subject.put(subject.bucketName, key, `content of ${key}`);
      expect((await read(ref)).content.toString()).toBe(`content of ${key}`);
      expect(await subject.store.listVersions(subject.bucketName, key)).toMatchObject([
        { versionId: ref.versionId },
      ]);
    },
  );
});

describe('object store: engine only', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await engineSubject();
  });
  afterAll(() => subject.close());

  test('tells the checksum of the object', async () => {
    const ref = await subject.put(subject.bucketName, 'sum', '123456789');
    const { body, checksum } = await subject.store.open(ref, NEVER);
    await buffer(body);
    // The check value of CRC-32 is cbf43926.
    expect(checksum).toBe(`CRC32:${Buffer.from('cbf43926', 'hex').toString('base64')}`);
  });

  test('says that a delete marker is gone, and leaves it out of the list', async () => {
    const { s3 } = engineClients();
    const ref = await subject.put(subject.bucketName, 'marked', 'x');
    const { VersionId: versionId = '' } = await s3.send(
      new DeleteObjectCommand({ Bucket: subject.bucketName, Key: 'marked' }),
    );
    await expect(subject.store.open({ ...ref, versionId }, NEVER)).rejects.toThrow(VersionGone);
    expect(await subject.store.listVersions(subject.bucketName, 'marked')).toHaveLength(1);
    s3.destroy();
  });

  test('takes a missing bucket for a fault of the set-up, not of the file', async () => {
    const ref = { bucketName: 'no-such-bucket-here', key: 'a', versionId: 'null' };
    await expect(subject.store.open(ref, NEVER)).rejects.toThrow(TryAgain);
    await expect(subject.store.listVersions('no-such-bucket-here', 'a')).rejects.toThrow(TryAgain);
  });

  test('lists more versions than one page holds', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 1_005; i++)
      ids.push((await subject.put(subject.bucketName, 'many +%', '')).versionId);
    await subject.put(subject.bucketName, 'many +% more', '');
    const listed = await subject.store.listVersions(subject.bucketName, 'many +%');
    expect(listed.map(({ versionId }) => versionId)).toEqual(ids);
  }, 60_000);
});
