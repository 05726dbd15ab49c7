// What the bookkeeping of the reconciler must do, and the look-up of many rows: on the fake and on DynamoDB.
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { createDynamodbFilesIndex } from '../../../lambda/adapters/dynamodb-files-index.ts';
import { createDynamodbKnownRows } from '../../../lambda/adapters/dynamodb-known-rows.ts';
import {
  createDynamodbPassRecord,
  DIGEST_RECORD_ID,
  PASS_RECORD_ID,
} from '../../../lambda/adapters/dynamodb-pass-record.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { FilesIndex, KnownRows, PassRecord } from '../../../lambda/core/ports.ts';
import { createMemoryFilesTable } from '../../support/fakes/memory-files-table.ts';
import { createMemoryPassRecord } from '../../support/fakes/memory-pass-record.ts';
import { committedRow } from '../../support/events.ts';
import { closeClients, createFilesTable, engineClients } from './engine-resources.ts';

interface Subject {
  record: PassRecord;
  otherRecord: PassRecord;
  knownRows: KnownRows;
  index: Pick<FilesIndex, 'open'>;
  /** Puts anything in the place of the item. */
  spoil(item: Record<string, unknown>): Promise<void>;
  load(row: FileRow): Promise<void>;
}

async function fakeSubject(): Promise<Subject> {
  const record = createMemoryPassRecord();
  const table = createMemoryFilesTable();
  return {
    record,
    otherRecord: createMemoryPassRecord(),
    knownRows: table,
    index: table,
    spoil: async (item) => void (record.item = item),
    load: async (row) => table.load(row),
  };
}

const clients: ReturnType<typeof engineClients>[] = [];

async function engineSubject(): Promise<Subject> {
  const own = engineClients();
  clients.push(own);
  const { dynamodb: client } = own;
  const tableName = await createFilesTable(client);
  const put = async (item: object) =>
    void (await client.send(new PutItemCommand({ TableName: tableName, Item: marshall(item) })));
  return {
    record: createDynamodbPassRecord({ client, tableName }),
    otherRecord: createDynamodbPassRecord({ client, tableName, recordId: DIGEST_RECORD_ID }),
    knownRows: createDynamodbKnownRows({ client, tableName, clock: systemClock }),
    index: createDynamodbFilesIndex({ client, tableName }),
    spoil: (item) => put({ ...item, documentId: PASS_RECORD_ID }),
    load: put,
  };
}

afterAll(() => clients.forEach(closeClients));

const lease = (token: string, minute: number) => ({
  token,
  now: `2026-11-21T10:${minute}:00.000Z`,
  until: `2026-11-21T10:${minute + 5}:00.000Z`,
  latest: `2026-11-21T11:${minute}:00.000Z`,
});

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('pass record: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await createSubject();
  });

  test('is held by one until it is given back', async () => {
    const { record } = subject;
    expect(await record.take(lease('a', 10))).toEqual({ state: undefined });
    expect(await record.take(lease('b', 11))).toBe('busy');
    const state = { key: 'k \u{1F4C4}', failedRuns: 2 };
    expect(await record.store({ token: 'b', state: {}, release: true })).toBe(false);
    expect(await record.store({ token: 'a', state, release: false })).toBe(true);
    expect(await record.take(lease('b', 12))).toBe('busy');
    expect(await record.store({ token: 'a', state, release: true })).toBe(true);
    expect(await record.store({ token: 'a', state: {}, release: true })).toBe(false);
    expect(await record.take(lease('b', 13))).toEqual({ state });
  });

  test('of another function is another one', async () => {
    const { record, otherRecord } = subject;
    await record.take(lease('a', 10));
    expect(await otherRecord.take(lease('b', 10))).toEqual({ state: undefined });
    expect(await otherRecord.store({ token: 'b', state: { key: 'other' }, release: true })).toBe(true);
    expect(await record.store({ token: 'a', state: { key: 'own' }, release: true })).toBe(true);
    expect(await otherRecord.take(lease('b', 10))).toEqual({ state: { key: 'other' } });
  });

  test('is taken again by its holder, whose first answer was lost', async () => {
    await subject.record.take(lease('a', 10));
    expect(await subject.record.take(lease('a', 10))).toEqual({ state: undefined });
  });

  test('is free again when the lease is over', async () => {
    await subject.record.take(lease('a', 10));
    expect(await subject.record.take(lease('b', 15))).toBe('busy');
    expect(await subject.record.take(lease('b', 16))).toEqual({ state: undefined });
    expect(await subject.record.store({ token: 'a', state: {}, release: false })).toBe(false);
  });

  test.each([[7], [true], [null], [{ at: 1 }], [['x']], ['zzz'], ['']])(
    'is not held by the rubbish lease %j',
    async (leaseUntil) => {
      await subject.spoil({ token: 'other', leaseUntil, state: 'rubbish' });
      expect(await subject.record.take(lease('a', 10))).toEqual({ state: 'rubbish' });
      expect(await subject.record.store({ token: 'a', state: { key: 'k' }, release: true })).toBe(true);
      expect(await subject.record.take(lease('b', 10))).toEqual({ state: { key: 'k' } });
    },
  );
});

/** Looks random but is the same in every run. */
const idOf = (n: number) => createHash('sha256').update(`${n}`).digest('hex').slice(0, 32);

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('known rows: %s', (_name, createSubject) => {
  test('tells those that are there, of more than one call can ask for', async () => {
    const subject = await createSubject();
    const ids = Array.from({ length: 250 }, (_, n) => idOf(n));
    const there = ids.filter((_, n) => n % 3 === 0);
    for (const documentId of there) await subject.load(committedRow({ documentId }));
    expect(await subject.knownRows.existing([])).toEqual(new Set());
    expect(await subject.knownRows.existing([...ids, ...ids])).toEqual(new Set(there));
  }, 30_000);

  test('open rows can be asked for by the time when they are due', async () => {
    const subject = await createSubject();
    const time = (second: number) => `2026-11-21T10:00:0${second}.000Z`;
    for (const second of [3, 1, 2])
      await subject.load(
        committedRow({
          documentId: idOf(second),
          openShard: idOf(second).slice(0, 1),
          nextTryAt: time(second),
        }),
      );
    const found: string[] = [];
    for await (const { documentId } of subject.index.open(time(3))) found.push(documentId);
    expect(found).toEqual([idOf(1), idOf(2)]);
  });
});
