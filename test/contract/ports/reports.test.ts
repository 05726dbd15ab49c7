// What every reports store must do: conditional writes that a late writer loses, and a HEAD that tells whether the content is the same.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { createS3Reports } from '../../../lambda/adapters/s3-reports.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { Reports } from '../../../lambda/core/ports.ts';
import { createMemoryReports } from '../../support/fakes/memory-reports.ts';
import { closeClients, createBucket, engineClients } from './engine-resources.ts';

interface Subject {
  reports: Reports;
  read(key: string): Promise<string>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const reports = createMemoryReports();
  return {
    reports,
    read: async (key) => String(reports.objects.get(key)),
    close: () => undefined,
  };
}

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const bucketName = await createBucket(clients.s3, true);
  return {
    reports: createS3Reports({ client: clients.s3, bucketName }),
    read: async (key) => {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
    close: () => closeClients(clients),
  };
}

const [OLD, NEW] = [Buffer.from('{"revision":1,"name":"é"}'), Buffer.from('{"revision":2}')];

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('reports: %s', (_name, createSubject) => {
  let subject: Subject;
  let key: string;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());
  const newKey = () => (key = `processed/${randomUUID()}.json`);

  test('writes a report once', async () => {
    expect(await subject.reports.putIfAbsent(newKey(), OLD)).toBe('written');
    expect(await subject.reports.putIfAbsent(key, NEW)).toBe('exists');
    expect(await subject.read(key)).toBe(OLD.toString());
  });

  test('tells by HEAD whether there is one and whether it has this content', async () => {
    expect(await subject.reports.head(newKey(), OLD)).toBeUndefined();
    await subject.reports.putIfAbsent(key, OLD);
    expect(await subject.reports.head(key, OLD)).toMatchObject({ sameContent: true });
    expect(await subject.reports.head(key, NEW)).toMatchObject({ sameContent: false });
  });

  test('replaces exactly the content whose ETag it was given', async () => {
    await subject.reports.putIfAbsent(newKey(), OLD);
    const { eTag = '' } = (await subject.reports.head(key, NEW)) ?? {};
    expect(await subject.reports.putIfMatch(key, NEW, eTag)).toBe('written');
    expect(await subject.reports.putIfMatch(key, OLD, eTag)).toBe('changed');
    expect(await subject.read(key)).toBe(NEW.toString());
    expect(await subject.reports.head(key, NEW)).toMatchObject({ sameContent: true });
  });

  test('replaces nothing where there is nothing', async () => {
    expect(await subject.reports.putIfMatch(newKey(), NEW, '"d41d8cd98f00b204e9800998ecf8427e"')).toBe(
      'changed',
    );
    expect(await subject.reports.head(key, NEW)).toBeUndefined();
  });

  test('lets exactly one of many first writers win', async () => {
    newKey();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => subject.reports.putIfAbsent(key, Buffer.from(`${i}`))),
    );
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    expect(await subject.read(key)).toBe(`${results.indexOf('written')}`);
  });
});

describe('reports: engine only', () => {
  test('writes JSON, and takes a missing bucket for a fault of the set-up', async () => {
    const { s3 } = engineClients();
    const bucketName = await createBucket(s3, true);
    await createS3Reports({ client: s3, bucketName }).putIfAbsent('processed/a.json', OLD);
    const { ContentType } = await s3.send(
      new GetObjectCommand({ Bucket: bucketName, Key: 'processed/a.json' }),
    );
    expect(ContentType).toBe('application/json');
    const nowhere = createS3Reports({ client: s3, bucketName: 'no-such-bucket-here' });
    await expect(nowhere.putIfAbsent('a', OLD)).rejects.toThrow(TryAgain);
    await expect(nowhere.putIfMatch('a', OLD, '"x"')).rejects.toThrow(TryAgain);
    s3.destroy();
  });
});
