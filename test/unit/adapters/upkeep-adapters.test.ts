import { afterEach, describe, expect, test } from '@jest/globals';
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { createDynamodbKnownRows } from '../../../lambda/adapters/dynamodb-known-rows.ts';
import { createDynamodbPassRecord } from '../../../lambda/adapters/dynamodb-pass-record.ts';
import { createS3VersionListing } from '../../../lambda/adapters/s3-version-listing.ts';
import { createSqsDeadLetters } from '../../../lambda/adapters/sqs-dead-letters.ts';
import { createSqsFileMessages } from '../../../lambda/adapters/sqs-file-messages.ts';
import { createSqsParkedMessages } from '../../../lambda/adapters/sqs-parked-messages.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { PASSING_FAULTS, sdkError } from './sdk-faults.ts';

const [s3, dynamodb, sqs] = [mockClient(S3Client), mockClient(DynamoDBClient), mockClient(SQSClient)];
const region = 'us-east-1';
const clock = createFakeClock();
const table = { client: new DynamoDBClient({ region }), tableName: 'files' };
const queue = { client: new SQSClient({ region }), queueUrl: 'http://127.0.0.1/queue' };
const listing = createS3VersionListing({ client: new S3Client({ region }), bucketName: 'source' });
const knownRows = createDynamodbKnownRows({ ...table, clock });
const record = createDynamodbPassRecord(table);
const lease = { token: 't', now: 'n', until: 'u', latest: 'l' };

afterEach(() => {
  for (const mock of [s3, dynamodb, sqs]) mock.reset();
});

const CALLS: readonly [string, () => Promise<unknown>][] = [
  ['page', () => listing.page()],
  ['page after a marker', () => listing.page({ key: 'k', versionId: 'v' })],
  ['existing', () => knownRows.existing(['a'])],
  ['take', () => record.take(lease)],
  ['store', () => record.store({ token: 't', state: {}, release: true })],
  ['receive', () => createSqsDeadLetters(queue).receive(10, 60)],
  ['delete', () => createSqsDeadLetters(queue).delete('r')],
  ['send', () => createSqsFileMessages(queue).send('x', 0)],
  ['park', () => createSqsParkedMessages(queue).park({ messageId: 'm', body: 'x', reason: 'r' })],
];

describe('faults that pass', () => {
  test.each(
    PASSING_FAULTS.flatMap(([fault, error]) =>
      CALLS.map(([call, run]) => [fault, call, run, error] as const),
    ),
  )('%s at %s can be tried again', async (...[, , run, error]) => {
    s3.onAnyCommand().rejects(error);
    dynamodb.onAnyCommand().rejects(error);
    sqs.onAnyCommand().rejects(error);
    await expect(run()).rejects.toThrow(TryAgain);
  });
});

describe('a page of versions', () => {
  const version = {
    Key: 'a+b%2Bc%0D%0A.txt',
    VersionId: 'v',
    ETag: '"e"',
    Size: 3,
    LastModified: new Date(0),
  };

  test('has raw keys, and says where the next one begins', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      EncodingType: 'url',
      Versions: [version],
      IsTruncated: true,
      NextKeyMarker: 'a+b',
      NextVersionIdMarker: 'v9',
    });
    expect(await listing.page({ key: 'a b' })).toEqual({
      versions: [
        {
          key: 'a b+c\r\n.txt',
          versionId: 'v',
          eTag: 'e',
          sizeInBytes: 3,
          lastModified: '1970-01-01T00:00:00.000Z',
        },
      ],
      next: { key: 'a b', versionId: 'v9' },
    });
    expect(s3.commandCalls(ListObjectVersionsCommand)[0]?.args[0].input).toEqual({
      Bucket: 'source',
      EncodingType: 'url',
      MaxKeys: 1_000,
      KeyMarker: 'a b',
    });
  });

  test('that is the last one names no next', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      EncodingType: 'url',
      IsTruncated: false,
      NextKeyMarker: 'x',
    });
    expect(await listing.page()).toEqual({ versions: [] });
  });

  test('cannot begin at a marker that the store refuses', async () => {
    s3.on(ListObjectVersionsCommand).rejects(sdkError('InvalidArgument', 400));
    expect(await listing.page({ key: 'k', versionId: 'rubbish' })).toBe('marker-refused');
    await expect(listing.page()).rejects.toThrow(TryAgain);
  });

  test.each([
    ['a version without a key', { Versions: [{ ...version, Key: undefined }] }],
    ['a version without an id', { Versions: [{ ...version, VersionId: undefined }] }],
    ['a cut without a place to go on', { IsTruncated: true }],
  ])('with %s is no page', async (_what, answer) => {
    s3.on(ListObjectVersionsCommand).resolves(answer);
    await expect(listing.page()).rejects.toThrow(TryAgain);
  });
});

describe('looking rows up', () => {
  const keysOf = (input: BatchGetItemCommandInput) => input.RequestItems?.files?.Keys ?? [];

  test('asks a hundred at a time, consistently, and again for what was not answered', async () => {
    const asked: number[] = [];
    dynamodb.on(BatchGetItemCommand).callsFake((input: BatchGetItemCommandInput) => {
      const keys = keysOf(input);
      asked.push(keys.length);
      expect(input.RequestItems?.files).toMatchObject({
        ConsistentRead: true,
        ProjectionExpression: 'documentId',
      });
      const rest = keys.slice(60);
      return {
        Responses: { files: keys.slice(0, 60) },
        ...(rest.length > 0 && { UnprocessedKeys: { files: { ...input.RequestItems?.files, Keys: rest } } }),
      };
    });
    const ids = Array.from({ length: 150 }, (_, n) => `id-${n}`);
    expect(await knownRows.existing(ids)).toEqual(new Set(ids));
    expect(asked).toEqual([100, 40, 50]);
    expect(clock.sleeps.slice(-1)).toEqual([50]);
  });

  test('gives up when nothing is ever answered', async () => {
    dynamodb
      .on(BatchGetItemCommand)
      .callsFake(({ RequestItems }: BatchGetItemCommandInput) => ({ UnprocessedKeys: RequestItems }));
    await expect(knownRows.existing(['a'])).rejects.toThrow(TryAgain);
    expect(dynamodb.commandCalls(BatchGetItemCommand)).toHaveLength(8);
  });
});

test('a lease that the SDK took twice is mine', async () => {
  const refusal = new ConditionalCheckFailedException({
    message: 'no',
    $metadata: {},
    Item: { token: { S: 't' }, state: { M: { key: { S: 'k' } } } },
  });
  dynamodb.on(UpdateItemCommand).rejects(refusal);
  expect(await record.take(lease)).toEqual({ state: { key: 'k' } });
  expect(await record.take({ ...lease, token: 'other' })).toBe('busy');
});

describe('messages', () => {
  test('dead letters are asked for with a wait, because without one SQS overlooks some', async () => {
    sqs.on(ReceiveMessageCommand).resolves({ Messages: [{ MessageId: 'm', ReceiptHandle: 'r', Body: 'b' }] });
    expect(await createSqsDeadLetters(queue).receive(7, 55)).toEqual([
      { messageId: 'm', receiptHandle: 'r', body: 'b' },
    ]);
    expect(sqs.commandCalls(ReceiveMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: queue.queueUrl,
      MaxNumberOfMessages: 7,
      VisibilityTimeout: 55,
      WaitTimeSeconds: 1,
    });
  });

  test.each([
    [255 * 1024, true],
    [255 * 1024 + 1, false],
  ])('a parked message of %i bytes carries its reason: %s', async (size, hasReason) => {
    sqs.on(SendMessageCommand).resolves({});
    await createSqsParkedMessages(queue).park({
      messageId: '',
      body: 'x'.repeat(size),
      reason: 'é'.repeat(600),
    });
    const { MessageAttributes } = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input ?? {};
    expect(MessageAttributes).toEqual(
      hasReason
        ? {
            reason: { DataType: 'String', StringValue: '?'.repeat(500) },
            deadLetterMessageId: { DataType: 'String', StringValue: '-' },
          }
        : undefined,
    );
  });
});
