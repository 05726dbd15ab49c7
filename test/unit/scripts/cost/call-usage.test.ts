import { describe, expect, test } from '@jest/globals';
import { chunksOf, usagesOfCall } from '../../../../scripts/cost/call-usage.ts';
import { TableMeter } from '../../../../scripts/cost/table-meter.ts';
import type { SeenCall } from '../../../../scripts/lib/outside/call-watch.ts';
import { seenCall } from './calls.ts';

const used = (call: SeenCall) =>
  usagesOfCall(call, new TableMeter([])).map(({ price, quantity, basis }) => [price, quantity, basis]);

const LARGE = 'x'.repeat(64 * 1024);

test('payloads are counted by 64 KiB', () => {
  expect([0, 1, 65_536, 65_537, 262_144].map(chunksOf)).toEqual([1, 1, 1, 2, 4]);
});

describe('one call of', () => {
  test.each([
    ['s3 GetObject', 's3Get'],
    ['s3 HeadObject', 's3Get'],
    ['s3 PutObject', 's3Put'],
    ['s3 ListObjectVersions', 's3Put'],
  ])('%s is one request', (operation, price) => {
    expect(used(seenCall(operation))).toEqual([[price, 1, 'measured']]);
  });

  test('the table is its units', () => {
    const body = { Key: { documentId: { S: 'd' } }, ConsistentRead: true };
    expect(used(seenCall('dynamodb GetItem', { body }))).toEqual([['dynamodbRead', 1, 'measured']]);
  });

  test('a queue, a topic and a bus is as many requests as its payload has chunks', () => {
    expect(used(seenCall('sqs SendMessage', { body: { MessageBody: LARGE } }))).toEqual([
      ['sqsRequest', 2, 'measured'],
    ]);
    const form = new URLSearchParams({ Action: 'Publish', Message: `${LARGE}&` }).toString();
    expect(used(seenCall('sns Publish', { body: form }))).toEqual([['snsPublish', 2, 'measured']]);
    const Entries = [{ Detail: '{}' }, { Detail: `${LARGE}x` }];
    expect(used(seenCall('events PutEvents', { body: { Entries } }))).toEqual([
      ['eventBridgeCustomEvent', 3, 'measured'],
    ]);
  });

  test('what is free costs nothing', () => expect(used(seenCall('s3 DeleteObject'))).toEqual([]));

  test.each(['s3 Unknown', 'kms Decrypt'])('%s is told as unknown', (operation) => {
    expect(() => used(seenCall(operation))).toThrow(`Nobody knows what ${operation} costs`);
  });
});
