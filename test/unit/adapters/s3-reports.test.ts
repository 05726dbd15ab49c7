import { beforeEach, describe, expect, test } from '@jest/globals';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { createHash } from 'node:crypto';
import { createS3Reports } from '../../../lambda/adapters/s3-reports.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { sdkError } from './sdk-faults.ts';

const s3 = mockClient(S3Client);
const reports = createS3Reports({ client: new S3Client({ region: 'us-east-1' }), bucketName: 'reports' });
const [KEY, BODY] = ['processed/a.json', Buffer.from('{"status":"PROCESSED"}')];
const SHA256 = createHash('sha256').update(BODY).digest('hex');

beforeEach(() => {
  s3.reset();
});

describe('the conditional writes', () => {
  test('send a Buffer with its type, its digest and exactly one condition', async () => {
    s3.on(PutObjectCommand).resolves({});
    await reports.putIfAbsent(KEY, BODY);
    await reports.putIfMatch(KEY, BODY, '"e"');
    const [absent, match] = s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input);
    const common = {
      Bucket: 'reports',
      Key: KEY,
      Body: BODY,
      ContentType: 'application/json',
      Metadata: { 'content-sha256': SHA256 },
    };
    expect(absent).toEqual({ ...common, IfNoneMatch: '*' });
    expect(match).toEqual({ ...common, IfMatch: '"e"' });
  });

  test('know a failed condition by the status, not by the name', async () => {
    s3.on(PutObjectCommand).rejects(sdkError('UnknownError', 412));
    expect(await reports.putIfAbsent(KEY, BODY)).toBe('exists');
    expect(await reports.putIfMatch(KEY, BODY, '"e"')).toBe('changed');
  });

  test('take a report that has gone for changed', async () => {
    s3.on(PutObjectCommand).rejects(sdkError('NoSuchKey', 404));
    expect(await reports.putIfMatch(KEY, BODY, '"e"')).toBe('changed');
    await expect(reports.putIfAbsent(KEY, BODY)).rejects.toThrow(TryAgain);
  });

  test('leave a race that S3 did not decide to the next try', async () => {
    s3.on(PutObjectCommand).rejects(sdkError('ConditionalRequestConflict', 409));
    await expect(reports.putIfAbsent(KEY, BODY)).rejects.toThrow(TryAgain);
    await expect(reports.putIfMatch(KEY, BODY, '"e"')).rejects.toThrow(TryAgain);
  });
});

describe('head', () => {
  test.each([
    ['the same digest', { 'content-sha256': SHA256 }, true],
    ['another digest', { 'content-sha256': 'f'.repeat(64) }, false],
    ['no digest', {}, false],
  ])('compares by %s', async (_what, Metadata, sameContent) => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"e"', Metadata });
    expect(await reports.head(KEY, BODY)).toEqual({ eTag: '"e"', sameContent });
  });

  test('finds nothing where there is nothing', async () => {
    s3.on(HeadObjectCommand).rejects(sdkError('UnknownError', 404));
    expect(await reports.head(KEY, BODY)).toBeUndefined();
  });
});
