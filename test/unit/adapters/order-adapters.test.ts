// The requests that the adapters of order files make, and what they make of answers that the engine never gives.
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createDynamodbOrderIds } from '../../../lambda/adapters/dynamodb-order-ids.ts';
import { createOrderEvents } from '../../../lambda/adapters/eventbridge-order-events.ts';
import { createS3NormalizedFiles } from '../../../lambda/adapters/s3-normalized-files.ts';
import { createS3Staging } from '../../../lambda/adapters/s3-staging.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';

const region = 'eu-west-1';
const s3 = mockClient(S3Client);
const dynamodb = mockClient(DynamoDBClient);
const bus = mockClient(EventBridgeClient);
afterEach(() => [s3, dynamodb, bus].forEach((client) => client.reset()));

const s3Error = (status: number, name: string) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });

describe('normalized files', () => {
  const client = new S3Client({ region });
  const files = createS3NormalizedFiles({ client, copyClient: client, bucketName: 'reports' });
  const copy = { stagedKey: 'staging/d/t.ndjson', key: 'normalized/orders/d.ndjson' };

  test('are copied over nothing, or over exactly what was seen', async () => {
    s3.on(CopyObjectCommand).resolves({});
    await files.copy({ ...copy, over: undefined });
    await files.copy({ ...copy, over: { eTag: '"e"' } });
    const target = { Bucket: 'reports', Key: copy.key, CopySource: 'reports/staging/d/t.ndjson' };
    expect(s3.commandCalls(CopyObjectCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { ...target, IfNoneMatch: '*' },
      { ...target, IfMatch: '"e"' },
    ]);
  });

  test.each([
    [412, 'PreconditionFailed', undefined],
    [412, 'PreconditionFailed', { eTag: '"e"' }],
    [404, 'NoSuchKey', { eTag: '"e"' }],
  ])('a copy that is answered with %i %s over %j met a change', async (status, name, over) => {
    s3.on(CopyObjectCommand).rejects(s3Error(status, name));
    expect(await files.copy({ ...copy, over })).toBe('changed');
  });

  test.each([
    [404, 'NoSuchKey', undefined],
    [404, 'NoSuchBucket', { eTag: '"e"' }],
    [409, 'ConditionalRequestConflict', undefined],
    [403, 'AccessDenied', undefined],
    [503, 'SlowDown', undefined],
  ])('a copy that is answered with %i %s over %j may be tried again', async (status, name, over) => {
    s3.on(CopyObjectCommand).rejects(s3Error(status, name));
    await expect(files.copy({ ...copy, over })).rejects.toThrow(TryAgain);
  });

  test('an answer without an ETag is none', async () => {
    s3.on(HeadObjectCommand).resolves({});
    await expect(files.find('k')).rejects.toThrow(TryAgain);
  });
});

describe('staged objects', () => {
  const staging = createS3Staging({ client: new S3Client({ region }), bucketName: 'reports' });
  const MIB = Buffer.alloc(1024 * 1024);

  test('that fail to go up fail whoever writes or completes, and never hang', async () => {
    s3.on(CreateMultipartUploadCommand).rejects(s3Error(503, 'SlowDown'));
    const object = staging.open('staging/d/t.ndjson');
    const written = (async () => {
      for (let count = 0; count < 100; count++) await object.write(MIB);
    })();
    await expect(written).rejects.toThrow(TryAgain);
    await expect(object.complete()).rejects.toThrow(TryAgain);
    await object.abort();
  });

  test('that fail in the middle are given up', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCommand).rejects(s3Error(500, 'InternalError'));
    s3.on(AbortMultipartUploadCommand).resolves({});
    const object = staging.open('staging/d/t.ndjson');
    const written = (async () => {
      for (let count = 0; count < 100; count++) await object.write(MIB);
      await object.complete();
    })();
    await expect(written).rejects.toThrow(TryAgain);
    expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
  });

  test('that are small take one call, and none when they are given up', async () => {
    s3.on(PutObjectCommand).resolves({});
    const given = staging.open('staging/d/1.ndjson');
    await given.write(Buffer.from('one\n'));
    await given.abort();
    const kept = staging.open('staging/d/2.ndjson');
    await kept.write(Buffer.from('two\n'));
    await kept.complete();
    expect(s3.calls().map(({ args: [{ input }] }) => (input as { Key: string }).Key)).toEqual([
      'staging/d/2.ndjson',
    ]);
  });
});

describe('claims on order ids', () => {
  const pauses: number[] = [];
  const ids = createDynamodbOrderIds({
    client: new DynamoDBClient({ region }),
    tableName: 'files',
    clock: { sleep: async (ms) => void pauses.push(ms) },
  });
  const holder = { documentId: 'd', revision: 1, source: 's', content: 'c' };
  const claim = { id: 'a'.repeat(32), token: 't', holders: [holder] };
  const cancelled = (...Codes: string[]) =>
    new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: Codes.map((Code) => ({ Code })),
    });
  afterEach(() => void (pauses.length = 0));

  test('take less than one kilobyte', () => {
    const item = { documentId: `order#${claim.id}`, orderToken: 'x'.repeat(36), orderOwner: 'x'.repeat(36) };
    const more = {
      orderRevision: 1,
      orderSource: 'x'.repeat(32),
      orderContent: 'x'.repeat(64),
      expiresAt: 2e9,
    };
    expect(JSON.stringify(marshall({ ...item, ...more })).length).toBeLessThan(1024);
  });

  test('that meet another transaction are tried again, and told when there is no end of it', async () => {
    dynamodb.on(TransactWriteItemsCommand).rejectsOnce(cancelled('TransactionConflict')).resolves({});
    expect(await ids.write([{ claim, replaces: undefined }])).toBe('written');
    expect(pauses).toEqual([50]);
    dynamodb.on(TransactWriteItemsCommand).rejects(cancelled('ThrottlingError'));
    await expect(ids.write([{ claim, replaces: undefined }])).rejects.toThrow(TryAgain);
  });

  test('that are refused are not tried again, even where others met a transaction', async () => {
    dynamodb
      .on(TransactWriteItemsCommand)
      .rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    const other = { ...claim, id: 'b'.repeat(32) };
    expect(
      await ids.write([
        { claim, replaces: undefined },
        { claim: other, replaces: claim },
      ]),
    ).toEqual(new Map([[other.id, undefined]]));
  });

  test('are read until the table has given all of them', async () => {
    const key = { documentId: { S: `order#${claim.id}` } };
    dynamodb
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { files: [] }, UnprocessedKeys: { files: { Keys: [key] } } })
      .resolvesOnce({ Responses: { files: [] } });
    expect((await ids.read([claim.id])).size).toBe(0);
    expect(dynamodb.commandCalls(BatchGetItemCommand)).toHaveLength(2);
    dynamodb.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { files: { Keys: [key] } } });
    await expect(ids.read([claim.id])).rejects.toThrow(/no capacity/);
  });
});

describe('the event', () => {
  const accepted = {
    schemaVersion: 1 as const,
    documentId: 'd',
    revision: 1,
    key: 'k',
    orderCount: 1,
    totals: { EUR: '1.00' },
  };
  const events = createOrderEvents({ client: new EventBridgeClient({ region }), bucketName: 'reports' });

  test('names source, kind and bucket', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
    await events.publish(accepted);
    const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({ Source: 'file-processing', DetailType: 'Orders Accepted' });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({ ...accepted, bucketName: 'reports' });
  });

  test('that the bus did not take is no success, although the call was one', async () => {
    bus.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }],
    });
    await expect(events.publish(accepted)).rejects.toThrow(/refused the event \(ThrottlingException: slow\)/);
    bus.on(PutEventsCommand).rejects(new Error('no answer'));
    await expect(events.publish(accepted)).rejects.toThrow(TryAgain);
  });
});
