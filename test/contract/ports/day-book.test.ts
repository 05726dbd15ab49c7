// What the bookkeeping of the daily reports must do, and what stands under a key: on the fakes, on DynamoDB and on S3.
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createDynamodbDayBook, dayBookId } from '../../../lambda/adapters/dynamodb-day-book.ts';
import { createDynamodbFilesIndex } from '../../../lambda/adapters/dynamodb-files-index.ts';
import { createS3Reports, readStored } from '../../../lambda/adapters/s3-reports.ts';
import type { DayBook } from '../../../lambda/core/daily-report/daily-ports.ts';
import { inOrder } from '../../../lambda/core/daily-report/day-rows.ts';
import type { MachineFields } from '../../../lambda/core/daily-report/report-types.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { createMemoryDayBook } from '../../support/fakes/memory-day-book.ts';
import { rowOf } from '../../support/daily-world.ts';
import { closeClients, createBucket, createFilesTable, engineClients } from './engine-resources.ts';

const DAY = '2026-11-20';
const clients = engineClients();
afterAll(() => closeClients(clients));

interface Subject {
  book: DayBook;
  spoil(item: Record<string, unknown>): Promise<void>;
}

async function fakeSubject(): Promise<Subject> {
  const book = createMemoryDayBook();
  return { book, spoil: async (item) => void book.items.set(DAY, item) };
}

async function engineSubject(): Promise<Subject> {
  const { dynamodb: client } = clients;
  const tableName = await createFilesTable(client);
  return {
    book: createDynamodbDayBook({ client, tableName }),
    spoil: async (item) => {
      const Item = marshall({ ...item, documentId: dayBookId(DAY) });
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  };
}

const lease = (token: string, minute: number) => ({
  day: DAY,
  token,
  now: `2026-11-21T10:${minute}:00.000Z`,
  until: `2026-11-21T10:${minute + 5}:00.000Z`,
  latest: `2026-11-21T11:${minute}:00.000Z`,
});
const message = {
  notificationId: 'daily-report-2026-11-20-1',
  byStatus: { PROCESSED: 1 },
} as unknown as MachineFields;
const entry = (token: string, revision = 1) => ({ day: DAY, token, revision, rowsHash: 'h', message });

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('day book: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await createSubject();
  });

  test('tells nothing of a day that nobody has reported', async () => {
    expect(await subject.book.read(DAY)).toBeUndefined();
  });

  test('is held by one until the message is marked', async () => {
    const { book } = subject;
    expect(await book.take(lease('a', 10))).toBe(true);
    expect(await book.take(lease('b', 11))).toBe(false);
    expect(await book.commit(entry('b'))).toBe(false);
    expect(await book.commit(entry('a'))).toBe(true);
    expect(await book.read(DAY)).toMatchObject({
      revision: 1,
      rowsHash: 'h',
      notification: 'PENDING',
      message,
    });
    expect(await book.take({ ...lease('b', 12), revision: 1 })).toBe(false);
    await book.markSent({ day: DAY, token: 'b' });
    expect(await book.read(DAY)).toMatchObject({ notification: 'PENDING' });
    await book.markSent({ day: DAY, token: 'a' });
    await book.markSent({ day: DAY, token: 'a' });
    expect(await book.read(DAY)).toMatchObject({ revision: 1, notification: 'SENT' });
    expect(await book.take({ ...lease('b', 13), revision: 1 })).toBe(true);
  });

  test('is taken only by whoever has seen the revision that stands', async () => {
    const { book } = subject;
    expect(await book.take({ ...lease('a', 10), revision: 1 })).toBe(false);
    await book.take(lease('a', 10));
    await book.commit(entry('a'));
    await book.markSent({ day: DAY, token: 'a' });
    expect(await book.take(lease('b', 10))).toBe(false);
    expect(await book.take({ ...lease('b', 10), revision: 2 })).toBe(false);
    expect(await book.take({ ...lease('b', 10), revision: 1 })).toBe(true);
  });

  test('is taken again by its holder, whose first answer was lost', async () => {
    await subject.book.take(lease('a', 10));
    expect(await subject.book.take(lease('a', 10))).toBe(true);
  });

  test('is free when the lease is over or given back, and then nobody’s who held it', async () => {
    const { book } = subject;
    await book.take(lease('a', 10));
    expect(await book.take(lease('b', 15))).toBe(false);
    expect(await book.take(lease('b', 16))).toBe(true);
    expect(await book.commit(entry('a'))).toBe(false);
    await book.release({ day: DAY, token: 'a' });
    expect(await book.take(lease('c', 16))).toBe(false);
    await book.release({ day: DAY, token: 'b' });
    expect(await book.take(lease('c', 16))).toBe(true);
  });

  test.each([[7], [true], [null], ['zzz'], ['']])(
    'is not held by the rubbish lease %j',
    async (leaseUntil) => {
      await subject.spoil({ token: 'other', leaseUntil });
      expect(await subject.book.take(lease('a', 10))).toBe(true);
    },
  );
});

describe('the day on the engine', () => {
  test('comes page by page from all slots, in the order of time and id', async () => {
    const { dynamodb: client } = clients;
    const tableName = await createFilesTable(client);
    const processedAt = `${DAY}T10:00:00.000Z`;
    const rows = Array.from({ length: 60 }, (_, n) => rowOf(DAY, n, n % 3 === 0 ? {} : { processedAt }));
    for (const row of [...rows, rowOf('2026-11-19', 1)])
      await client.send(new PutItemCommand({ TableName: tableName, Item: marshall(row) }));
    const found: string[] = [];
    const index = createDynamodbFilesIndex({ client, tableName, pageSize: 2 });
    for await (const row of inOrder(index.byDay(DAY))) found.push(`${row.processedAt} ${row.documentId}`);
    expect(found).toEqual(rows.map((row) => `${row.processedAt} ${row.documentId}`).sort());
  }, 60_000);

  test('each object has the type that its key says, and is read whole', async () => {
    const bucketName = await createBucket(clients.s3, true);
    const bucket = { client: clients.s3, bucketName };
    const types = {
      html: 'text/html; charset=utf-8',
      csv: 'text/csv; charset=utf-8; header=present',
      json: 'application/json',
    };
    for (const [kind, type] of Object.entries(types)) {
      const Key = `daily-reports/${DAY}.${kind}`;
      expect(await readStored(bucket, Key)).toBeUndefined();
      await createS3Reports(bucket).putIfAbsent(Key, Buffer.from(`é ${kind}`));
      expect((await readStored(bucket, Key))?.toString()).toBe(`é ${kind}`);
      const { ContentType } = await clients.s3.send(new HeadObjectCommand({ Bucket: bucketName, Key }));
      expect(ContentType).toBe(type);
    }
    await expect(readStored({ ...bucket, bucketName: 'no-such-bucket-here' }, 'x')).rejects.toThrow(TryAgain);
  });
});
