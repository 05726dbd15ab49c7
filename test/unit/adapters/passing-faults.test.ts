import { describe, expect, test } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { createDynamodbCounters } from '../../../lambda/adapters/dynamodb-counters.ts';
import { createDynamodbFilesIndex } from '../../../lambda/adapters/dynamodb-files-index.ts';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { createS3ObjectStore } from '../../../lambda/adapters/s3-object-store.ts';
import { createS3Reports } from '../../../lambda/adapters/s3-reports.ts';
import { createSnsNotices } from '../../../lambda/adapters/sns-notices.ts';
import { createSqsQueue } from '../../../lambda/adapters/sqs-queue.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { absent } from '../../../lambda/core/row-write.ts';
import { PASSING_FAULTS } from './sdk-faults.ts';

const [s3, dynamodb, sns, sqs] = [
  mockClient(S3Client),
  mockClient(DynamoDBClient),
  mockClient(SNSClient),
  mockClient(SQSClient),
];
const region = 'us-east-1';
const [s3Client, tableClient] = [new S3Client({ region }), new DynamoDBClient({ region })];
const objects = createS3ObjectStore({ client: s3Client, bodyIdleTimeoutInMs: 1_000 });
const reports = createS3Reports({ client: s3Client, bucketName: 'reports' });
const table = createDynamodbFilesTable({ client: tableClient, tableName: 'files' });
const counters = createDynamodbCounters({ client: tableClient, tableName: 'files' });
const index = createDynamodbFilesIndex({ client: tableClient, tableName: 'files' });
const notices = createSnsNotices({ client: new SNSClient({ region }), topicArn: 'arn:aws:sns:topic' });
const queue = createSqsQueue({ client: new SQSClient({ region }), queueUrl: 'http://127.0.0.1/queue' });

const ref = { bucketName: 'source', key: 'a.csv', versionId: 'v1' };
const body = Buffer.from('{}');

const firstOf = async (rows: AsyncIterable<unknown>) => {
  for await (const row of rows) return row;
  return undefined;
};

/** Every call of every port that goes to AWS. */
const CALLS: readonly [string, () => Promise<unknown>][] = [
  ['open', () => objects.open(ref, new AbortController().signal)],
  ['listVersions', () => objects.listVersions('source', 'a.csv')],
  ['putIfAbsent', () => reports.putIfAbsent('processed/a.json', body)],
  ['head', () => reports.head('processed/a.json', body)],
  ['putIfMatch', () => reports.putIfMatch('processed/a.json', body, '"a"')],
  ['get', () => table.get('id')],
  ['write', () => table.write({ documentId: 'id', step: 'claim', condition: absent('token') })],
  ['count', () => table.count({ name: 'minute', expiresAt: 1 })],
  ['read', () => counters.read('minute')],
  ['byFile', () => firstOf(index.byFile('a.csv'))],
  ['byDay', () => firstOf(index.byDay('2026-01-01'))],
  ['open rows', () => firstOf(index.open())],
  [
    'publish',
    () =>
      notices.publish({
        machineText: '{}',
        emailText: '',
        subject: 'a',
        attributes: {},
      }),
  ],
  ['changeVisibility', () => queue.changeVisibility('receipt', 1)],
];

describe.each(CALLS)('%s', (_name, call) => {
  test.each(PASSING_FAULTS)('lets %s be tried again, and keeps the cause', async (_fault, cause) => {
    for (const client of [s3, dynamodb, sns, sqs]) client.rejects(cause);
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TryAgain);
    expect((error as TryAgain).cause).toBe(cause);
    expect((error as TryAgain).message).toContain(cause.message);
  });
});
