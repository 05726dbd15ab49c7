// What every index of the files table must do: the rows of a name, of a day and the open ones, complete and in order.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { createDynamodbFilesIndex } from '../../../lambda/adapters/dynamodb-files-index.ts';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { FilesIndex, FilesTable } from '../../../lambda/core/ports.ts';
import { createMemoryFilesTable } from '../../support/fakes/memory-files-table.ts';
import { closeClients, createFilesTable, engineClients } from './engine-resources.ts';

interface Subject {
  index: FilesIndex;
  table: FilesTable;
  load(rows: readonly FileRow[]): Promise<void>;
  close(): void;
}

async function fakeSubject(): Promise<Subject> {
  const table = createMemoryFilesTable();
  const load = async (rows: readonly FileRow[]) => rows.forEach((row) => table.load(row));
  return { index: table, table, load, close: () => undefined };
}

async function engineSubject(): Promise<Subject> {
  const clients = engineClients();
  const tableName = await createFilesTable(clients.dynamodb);
  const put = (row: FileRow) =>
    clients.dynamodb.send(
      new PutItemCommand({ TableName: tableName, Item: marshall(row, { removeUndefinedValues: true }) }),
    );
  return {
    index: createDynamodbFilesIndex({ client: clients.dynamodb, tableName }),
    table: createDynamodbFilesTable({ client: clients.dynamodb, tableName }),
    load: async (rows) => {
      for (const row of rows) await put(row);
    },
    close: () => closeClients(clients),
  };
}

const DAY = '2026-03-01';
const time = (second: number) => new Date(Date.UTC(2026, 2, 1) + second * 1_000).toISOString();

/** A documentId that looks random but is the same in every run, so that the 16 slots fill evenly. */
const idOf = (name: string) => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

function rowOf(name: string, more: Partial<FileRow> = {}): FileRow {
  return {
    documentId: idOf(name),
    bucketName: 'source',
    fileName: name,
    versionId: name,
    status: 'PROCESSING',
    uploadedAt: time(0),
    attempt: 1,
    redriveRounds: 0,
    revision: 1,
    ...more,
  };
}

function finished(name: string, processedAt: string, more: Partial<FileRow> = {}): FileRow {
  const row = rowOf(name);
  const processedDay = processedAt.slice(0, 10);
  return {
    ...row,
    status: 'PROCESSED',
    processedAt,
    processedDay,
    daySlot: `${processedDay}#${row.documentId[0]}`,
    ...more,
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('files index: %s', (_name, createSubject) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await createSubject();
  });
  afterAll(() => subject.close());

  test('tells the versions of one name by upload, ties by sequencer', async () => {
    const version = (versionId: string, second: number, sequencer?: string) =>
      rowOf(`twin ${versionId}`, {
        fileName: 'twin é.csv',
        versionId,
        uploadedAt: time(second),
        ...(sequencer !== undefined && { sequencer }),
      });
    await subject.load([
      version('v6', 3),
      version('v5', 2, '0062E7AB'),
      version('v4', 2, '0062E7AA0000000B'),
      version('v2', 2, '0062E7AA'),
      version('v3', 2, '0062E7AA0000000a'),
      version('v1', 1, 'FFFF'),
      rowOf('twin é.csv.not'),
      rowOf('other form', { fileName: 'twin e\u0301.csv' }),
    ]);
    const rows = await collect(subject.index.byFile('twin é.csv'));
    expect(rows.map(({ versionId }) => versionId)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6']);
    expect(await collect(subject.index.byFile('nobody'))).toEqual([]);
  });

  test('tells the rows of one day over all slots by the time of their verdict', async () => {
    const order = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
    await subject.load(order.map((second) => finished(`day-${second}`, time(second))));
    await subject.load([
      finished('the day before', '2026-02-28T23:59:59.999Z'),
      finished('the day after', '2026-03-02T00:00:00.000Z'),
      rowOf('no verdict yet'),
    ]);
    const rows = await collect(subject.index.byDay(DAY));
    expect(rows.map(({ fileName }) => fileName)).toEqual(order.map((_, i) => `day-${i}`));
  });

  test('tells the rows of a day between two times, both included', async () => {
    const day = '2026-04-05';
    const at = (ms: number) => new Date(Date.UTC(2026, 3, 5, 10) + ms).toISOString();
    await subject.load([-1, 0, 1, 30_000, 59_999, 60_000].map((ms) => finished(`minute ${ms}`, at(ms))));
    const rows = await collect(subject.index.byDay(day, { from: at(0), to: at(59_999) }));
    expect(rows.map(({ fileName }) => fileName)).toEqual([
      'minute 0',
      'minute 1',
      'minute 30000',
      'minute 59999',
    ]);
    expect(await collect(subject.index.byDay('2026-04-06', { from: at(0), to: at(59_999) }))).toEqual([]);
  });

  test('tells the open rows by the time when they are due, and never a bookkeeping item', async () => {
    const open = [5, 3, 4, 1, 2].map((second) => {
      const row = rowOf(`open-${second}`, { nextTryAt: time(second) });
      return { ...row, openShard: row.documentId.slice(0, 1) };
    });
    await subject.load([...open, rowOf('closed')]);
    await subject.table.count({ name: 'minute', expiresAt: 4_102_444_800 });
    const ids = (await collect(subject.index.open())).map(({ documentId }) => documentId);
    expect(ids).toEqual([1, 2, 3, 4, 5].map((second) => idOf(`open-${second}`)));
  });

  test('goes on from page to page', async () => {
    // A page is at most 1 MB of what the index includes: 40 rows of 60 KB are three.
    const rows = Array.from({ length: 40 }, (_, i) => {
      const versionId = `${i} ${'x'.repeat(60_000)}`;
      return rowOf(`big-${i}`, { fileName: 'big.csv', versionId, uploadedAt: time(i) });
    });
    await subject.load(rows);
    const found = await collect(subject.index.byFile('big.csv'));
    expect(found.map(({ versionId }) => versionId)).toEqual(rows.map(({ versionId }) => versionId));
  });
});
