// The operator's verbs against the whole system: a file is replayed, lost and backfilled, and forgotten for good.
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { createS3KeyVersions } from '../../scripts/lib/file/s3-key-versions.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { runFile } from '../contract/file/run-file.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { envelope, ownEnvelope } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';

jest.setTimeout(180_000);

testEngine();
const outside = new Outside(deployedSystem());
const RUN = `file-verbs-${Date.now()}`;
const KEY = `${RUN}/spaced é+\u{1F4C4}.csv`;
const CONTENT = 'name,secret\nAda,42\n';
let ear: Ear;

beforeAll(async () => {
  ear = await outside.listen(RUN);
});

afterAll(() => outside.end());

/** Runs a verb that must go well; gives its JSON. */
async function file(verb: string, ...more: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await refusable(verb, ...more, '--json');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const refusable = (verb: string, ...more: string[]) =>
  runFile([verb, '--project', 'file-processing', '--environment', 'local', ...more]);

async function announced(key: string, versionId: string): Promise<FileRow> {
  return eventually(
    async () => {
      const row = (await outside.rows(key)).find((found) => found.versionId === versionId);
      expect(row).toMatchObject({ status: 'PROCESSED', notification: 'SENT' });
      return row as FileRow;
    },
    { withinMs: 90_000 },
  );
}

async function notificationIds(...documentIds: string[]): Promise<string[]> {
  const heard = (await ear.collect()).map(({ body }) => body);
  return heard
    .filter(({ documentId }) => documentIds.includes(String(documentId)))
    .map(({ notificationId }) => String(notificationId))
    .sort();
}

const reportsOf = (documentId: string) =>
  createS3KeyVersions({ client: outside.s3, bucketName: outside.output('ReportsBucketName') }).list(
    `processed/${documentId}.json`,
  );

describe('npm run file', () => {
  test('replay makes revision 2 with its own report and message', async () => {
    const versionId = await outside.put(KEY, CONTENT);
    const { documentId } = await announced(KEY, versionId);
    expect(await file('replay', KEY)).toMatchObject({
      versionId,
      row: { revision: 2, status: 'PROCESSED', recordCount: 1 },
    });
    expect(await outside.report(documentId)).toMatchObject({ revision: 2, recordCount: 1 });
    await eventually(
      async () => expect(await notificationIds(documentId)).toEqual([`${documentId}-1`, `${documentId}-2`]),
      { withinMs: 30_000 },
    );
  });

  test('backfill brings back a version whose row is gone', async () => {
    const key = `${RUN}/lost/1.csv`;
    const versionId = await outside.put(key, CONTENT);
    const { documentId } = await announced(key, versionId);
    const dynamodb = new DynamoDBClient();
    const Key = { documentId: { S: documentId } };
    await dynamodb.send(new DeleteItemCommand({ TableName: outside.output('FilesTableName'), Key }));
    dynamodb.destroy();
    expect(await file('backfill', `${RUN}/lost/`)).toMatchObject({ queued: 1, passedOver: 0 });
    expect(await announced(key, versionId)).toMatchObject({ documentId, recordCount: 1 });
    expect(await file('backfill', `${RUN}/lost/`)).toMatchObject({ queued: 0, passedOver: 1 });
  });

  test('forget leaves nothing, and no late message brings anything back', async () => {
    const second = await outside.put(KEY, `${CONTENT}Bob,43\n`);
    await announced(KEY, second);
    const rows = await outside.rows(KEY);
    const ids = rows.map(({ documentId }) => documentId);
    const heard = await notificationIds(...ids);
    expect(await file('forget', KEY, '--yes')).toMatchObject({
      versions: 2,
      objectVersions: 2,
      reportVersions: 3,
    });

    const bucketName = outside.output('SourceBucketName');
    for (const { versionId } of rows)
      for (const body of [envelope, ownEnvelope].map((build) =>
        build({ bucketName, key: KEY, versionId, ...(build === ownEnvelope && { revision: 3, round: 0 }) }),
      ))
        await outside.sqs.send(
          new SendMessageCommand({
            QueueUrl: outside.output('FileQueueUrl'),
            MessageBody: JSON.stringify(body),
          }),
        );
    await eventually(async () => (await outside.depth(outside.output('FileQueueUrl'))) === 0, {
      withinMs: 90_000,
    });
    for (const { documentId } of rows) expect(await reportsOf(documentId)).toEqual([]);
    expect(await file('history', KEY)).toMatchObject(
      rows.map(({ versionId }) => ({ versionId, status: 'DELETED', isForgotten: true, recordCount: null })),
    );
    expect(await notificationIds(...ids)).toEqual(heard);
    expect(await refusable('replay', KEY)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was forgotten and cannot be replayed'),
    });
  });

  test('a later upload of a forgotten name is processed as any other', async () => {
    const versionId = await outside.put(KEY, CONTENT);
    const { documentId } = await announced(KEY, versionId);
    expect(await file('status', KEY)).toMatchObject({ versionId, status: 'PROCESSED', isForgotten: false });
    expect(await outside.report(documentId)).toMatchObject({ versionId, revision: 1 });
  });
});
