// What every files table must do; the fake and DynamoDB must give the same answer to any write on any row.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Clients } from '../../../lambda/adapters/clients.ts';
import { createDynamodbCounters } from '../../../lambda/adapters/dynamodb-counters.ts';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import type { Counters } from '../../../lambda/core/digest/digest-run.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { FilesTable } from '../../../lambda/core/ports.ts';
import { absent, and, differs, equals, exists, less, or } from '../../../lambda/core/row-write.ts';
import { createMemoryFilesTable } from '../../support/fakes/memory-files-table.ts';
import { closeClients, createFilesTable, engineClients } from './engine-resources.ts';
import { conditions, partialRows, updates } from './row-write-arbitraries.ts';

interface Subject {
  table: FilesTable;
  counters: Counters;
  load(row: FileRow): Promise<void>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const table = createMemoryFilesTable();
  return { table, counters: table, load: async (row) => table.load(row), close: () => undefined };
}

async function engineSubject(): Promise<Subject> {
  const clients: Clients = engineClients();
  const tableName = await createFilesTable(clients.dynamodb);
  return {
    table: createDynamodbFilesTable({ client: clients.dynamodb, tableName }),
    counters: createDynamodbCounters({ client: clients.dynamodb, tableName }),
    load: async (row) => {
      const Item = marshall(row, { removeUndefinedValues: true });
      await clients.dynamodb.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    close: () => closeClients(clients),
  };
}

function newRow(more: Partial<FileRow> = {}): FileRow {
  return {
    documentId: randomUUID(),
    bucketName: 'source',
    fileName: 'orders.csv',
    versionId: 'v1',
    status: 'PROCESSING',
    uploadedAt: '2026-01-01T00:00:00.000Z',
    attempt: 1,
    redriveRounds: 0,
    revision: 1,
    ...more,
  };
}

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('files table: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  test('gets what was written, and nothing for a row that is not there', async () => {
    const row = newRow({ details: { delimiter: ';', columns: ['a', ''], pageCount: 0, hasHeader: false } });
    await subject.load(row);
    expect(await subject.table.get(row.documentId)).toEqual(row);
    expect(await subject.table.get(randomUUID())).toBeUndefined();
  });

  test('creates a missing row when the condition allows it', async () => {
    const documentId = randomUUID();
    const write = {
      documentId,
      step: 'create',
      condition: absent('documentId'),
      set: { status: 'PROCESSING' },
      add: { attempt: 1 },
    } as const;
    const row = { documentId, status: 'PROCESSING', attempt: 1 };
    expect(await subject.table.write(write)).toEqual({ written: true, row });
    expect(await subject.table.write(write)).toEqual({ written: false, row });
  });

  test('tells of a failed condition on a missing row that there is none, and creates nothing', async () => {
    const documentId = randomUUID();
    const write = { documentId, step: 'commit', condition: equals('token', 'mine'), set: { revision: 2 } };
    expect(await subject.table.write(write)).toEqual({ written: false });
    expect(await subject.table.get(documentId)).toBeUndefined();
  });

  test('updates as a whole: sets, keeps, counts and removes', async () => {
    const row = newRow({ token: 'mine', openShard: 'a', nextTryAt: '2026-01-01T00:00:00.000Z' });
    await subject.load(row);
    const result = await subject.table.write({
      documentId: row.documentId,
      step: 'all',
      condition: and(exists('token'), or(equals('token', 'other'), less('attempt', 2))),
      set: { status: 'REJECTED', reason: 'Line 2 has 3 columns.' },
      setIfAbsent: { bucketName: 'other', eTag: 'abc' },
      add: { attempt: -1, redriveRounds: 2 },
      remove: ['token', 'openShard', 'nextTryAt', 'leaseUntil'],
    });
    const { token: _token, openShard: _shard, nextTryAt: _next, ...kept } = row;
    const after = {
      ...kept,
      status: 'REJECTED',
      reason: 'Line 2 has 3 columns.',
      eTag: 'abc',
      attempt: 0,
      redriveRounds: 2,
    };
    expect(result).toEqual({ written: true, row: after });
    expect(await subject.table.get(row.documentId)).toEqual(after);
  });

  test('takes an absent attribute for different from everything and for less than nothing', async () => {
    const row = newRow();
    await subject.load(row);
    const write = { documentId: row.documentId, step: 'compare' };
    const holds = async (condition: Parameters<typeof and>[0]) =>
      (await subject.table.write({ ...write, condition })).written;
    expect(await holds(differs('token', 'x'))).toBe(true);
    expect(await holds(equals('token', 'x'))).toBe(false);
    expect(await holds(less('leaseUntil', '9'))).toBe(false);
  });

  test('lets exactly one of many writers win', async () => {
    const row = newRow();
    await subject.load(row);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        subject.table.write({
          documentId: row.documentId,
          step: 'claim',
          condition: absent('token'),
          set: { token: `token-${i}` },
        }),
      ),
    );
    const winners = claims.filter(({ written }) => written);
    expect(winners).toHaveLength(1);
    const token = winners[0]?.row?.token;
    expect(claims.map(({ row: seen }) => seen?.token)).toEqual(claims.map(() => token));
  });

  test('refuses an update that touches an attribute twice', async () => {
    const write = { documentId: randomUUID(), step: 'twice', condition: absent('token') };
    await expect(subject.table.write({ ...write, set: { token: 'a' }, remove: ['token'] })).rejects.toThrow();
    await expect(subject.table.write({ ...write, set: { documentId: 'b' } })).rejects.toThrow();
  });

  test('tells the value of a counter without changing it', async () => {
    const name = `minute#${randomUUID()}`;
    expect(await subject.counters.read(name)).toBe(0);
    await subject.table.count({ name, amount: 3, expiresAt: 4_102_444_800 });
    for (let reads = 0; reads < 2; reads++) expect(await subject.counters.read(name)).toBe(3);
  });

  test('counts each name by itself, also when many count at once', async () => {
    const [name, other] = [`minute#${randomUUID()}`, `minute#${randomUUID()}`];
    const values = await Promise.all(
      Array.from({ length: 10 }, () => subject.table.count({ name, expiresAt: 4_102_444_800 })),
    );
    expect(values.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await subject.table.count({ name: other, expiresAt: 4_102_444_800 })).toBe(1);
    expect(await subject.table.count({ name: other, amount: 1_000_000, expiresAt: 4_102_444_800 })).toBe(
      1_000_001,
    );
  });
});

describe('files table: the fake is faithful', () => {
  let engine: Subject;
  beforeAll(async () => {
    engine = await engineSubject();
  });
  afterAll(() => engine.close());

  test('any writes on any row give the same results and the same row', async () => {
    const writes = fc.array(fc.record({ condition: conditions, update: updates }), {
      minLength: 1,
      maxLength: 4,
    });
    const outcomes = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(fc.option(partialRows), writes, async (partialRow, steps) => {
        const fake = await fakeSubject();
        const documentId = randomUUID();
        if (partialRow) {
          for (const { load } of [fake, engine]) await load({ ...partialRow, documentId } as FileRow);
        }
        for (const { condition, update } of steps) {
          const write = { documentId, step: 'any', condition, ...update };
          const result = await engine.table.write(write);
          expect(await fake.table.write(write)).toEqual(result);
          outcomes[`${result.written}`]++;
        }
        expect(await fake.table.get(documentId)).toEqual(await engine.table.get(documentId));
      }),
      { numRuns: 300 },
    );
    // A property that only ever sees one outcome would prove little.
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(50);
  }, 60_000);
});
