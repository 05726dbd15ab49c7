import { describe, expect, test } from '@jest/globals';
import { UnknownMessage } from '../../../lambda/core/errors.ts';
import { parseMessage } from '../../../lambda/core/file-event.ts';
import { envelope, ownEnvelope, s3Record, snsWrapped } from '../../support/events.ts';

const parse = (body: unknown) => parseMessage(JSON.stringify(body));
const expected = {
  bucketName: 'source',
  key: 'orders.csv',
  eTag: 'e1',
  sizeInBytes: 12,
  sequencer: '0A',
  occurredAt: '2026-11-21T10:00:00.000Z',
  revision: 1,
  round: 0,
};

describe('parseMessage', () => {
  test('takes an EventBridge envelope, with and without a version', () => {
    expect(parse(envelope({ versionId: 'v1' })).files).toEqual([{ ...expected, versionId: 'v1' }]);
    expect(parse(envelope()).files).toEqual([expected]);
  });

  test('takes the key of an EventBridge envelope as it is', () => {
    expect(parse(envelope({ key: 'a+b%20c/é 1.csv' })).files[0]?.key).toBe('a+b%20c/é 1.csv');
  });

  test('takes every record of an S3 notification and decodes their keys', () => {
    const keys = ['a b.csv', 'a+b%2.csv', 'ünï/日本 😀.csv', '../up', 'line\nbreak'];
    const { files } = parse({ Records: keys.map((key) => s3Record({ key, versionId: 'v' })) });
    expect(files.map(({ key }) => key)).toEqual(keys);
    expect(files[0]).toEqual({ ...expected, key: 'a b.csv', versionId: 'v' });
  });

  test('takes either of them wrapped by SNS', () => {
    expect(parse(snsWrapped(envelope())).files).toEqual([expected]);
    expect(parse(snsWrapped({ Records: [s3Record()] })).files).toEqual([expected]);
  });

  test('takes our own messages with their revision and round', () => {
    expect(parse(ownEnvelope({ versionId: 'v', revision: 3, round: 2 })).files[0]).toMatchObject({
      revision: 3,
      round: 2,
    });
    expect(parse(ownEnvelope({ versionId: 'v' })).files[0]).toMatchObject({ revision: 1, round: 0 });
  });

  test('ignores revision and round in messages that are not ours', () => {
    const body = envelope();
    Object.assign(body.detail as object, { revision: 9, round: 9 });
    expect(parse(body).files[0]).toMatchObject({ revision: 1, round: 0 });
  });

  test('skips test events, and folder markers but not empty files', () => {
    expect(parse({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' })).toEqual({
      files: [],
      skipped: ['test-event'],
    });
    expect(parse(envelope({ key: 'folder/', size: 0 }))).toEqual({ files: [], skipped: ['folder-marker'] });
    expect(parse(envelope({ key: 'folder/', size: 3 })).files).toHaveLength(1);
    expect(parse(envelope({ key: 'empty.csv', size: 0 })).files).toHaveLength(1);
  });

  test('gives times in UTC with milliseconds', () => {
    expect(parse(envelope({ time: '2026-11-21T11:00:00+01:00' })).files[0]?.occurredAt).toBe(
      '2026-11-21T10:00:00.000Z',
    );
  });

  test.each([
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['an empty object', '{}'],
    ['empty Records', '{"Records":[]}'],
    ['a record that is null', '{"Records":[null]}'],
    ['another source', JSON.stringify(envelope({}, { source: 'aws.ec2' }))],
    ['another detail-type', JSON.stringify(envelope({}, { 'detail-type': 'Object Deleted' }))],
    ['an envelope without detail', JSON.stringify(envelope({}, { detail: undefined }))],
    ['an empty key', JSON.stringify(envelope({ key: '' }))],
    ['a time that is none', JSON.stringify(envelope({ time: 'yesterday' }))],
    [
      'a record about a removed object',
      JSON.stringify({ Records: [{ ...s3Record(), eventName: 'ObjectRemoved:Delete' }] }),
    ],
    [
      'a key that is not percent-encoded',
      JSON.stringify({ Records: [s3Record()] }).replace('orders.csv', '%E0%A4%A'),
    ],
    ['SNS text that is no JSON', JSON.stringify({ Type: 'Notification', Message: 'hello' })],
    ['a revision that is no count', JSON.stringify(ownEnvelope({ revision: 0 }))],
    ['a round that is no count', JSON.stringify(ownEnvelope({ round: 1.5 }))],
  ])('refuses %s', (_what, body) => {
    expect(() => parseMessage(body)).toThrow(UnknownMessage);
  });
});
