import { beforeEach, describe, expect, test } from '@jest/globals';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { Readable } from 'node:stream';
import { createS3ObjectStore } from '../../../lambda/adapters/s3-object-store.ts';
import { ObjectNotReadable, TryAgain, VersionGone } from '../../../lambda/core/errors.ts';
import { sdkError } from './sdk-faults.ts';

const s3 = mockClient(S3Client);
const store = createS3ObjectStore({
  client: new S3Client({ region: 'us-east-1' }),
  bodyIdleTimeoutInMs: 1_000,
});
const ref = { bucketName: 'source', key: 'a.csv', versionId: 'null' };
const open = () => store.open(ref, new AbortController().signal);
/** The SDK adds helpers to the body that nobody here uses. */
const bodyOf = (text: string) => Readable.from([Buffer.from(text)]) as never;

beforeEach(() => {
  s3.reset();
});

describe('open', () => {
  test.each([
    ['a key that is not there', sdkError('NoSuchKey', 404), VersionGone],
    ['a version that is not there', sdkError('NoSuchVersion', 404), VersionGone],
    ['an answer without a code', sdkError('UnknownError', 404), VersionGone],
    ['a delete marker', sdkError('MethodNotAllowed', 405), VersionGone],
    ['an archived object', sdkError('InvalidObjectState', 403), ObjectNotReadable],
    ['an object under a customer key', sdkError('InvalidRequest', 400), ObjectNotReadable],
    ['a missing bucket', sdkError('NoSuchBucket', 404), TryAgain],
    ['a version id that is none', sdkError('InvalidArgument', 400), TryAgain],
    ['a key of KMS that is switched off', sdkError('KMS.DisabledException', 400), TryAgain],
  ])('takes %s for what it is', async (_what, error, expected) => {
    s3.on(GetObjectCommand).rejects(error);
    await expect(open()).rejects.toThrow(expected);
    await expect(open()).rejects.toMatchObject({ cause: error });
  });

  test('asks for the version by its id, also when that is "null"', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf('a'), ContentLength: 1, ETag: '"e"' });
    const { body } = await open();
    body.destroy();
    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'source',
      Key: 'a.csv',
      VersionId: 'null',
    });
  });

  test.each([
    ['CRC64NVME:abc=', { ChecksumCRC64NVME: 'abc=' }],
    ['SHA256:abc=-3', { ChecksumSHA256: 'abc=-3', ChecksumCRC32: 'x' }],
    [undefined, {}],
  ])('tells the checksum %s', async (expected, answer) => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf('a'), ContentLength: 1, ETag: '"e"', ...answer });
    const { body, checksum, eTag } = await open();
    body.destroy();
    expect({ checksum, eTag }).toEqual({ checksum: expected, eTag: 'e' });
  });

  test('does not guess the size', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf('a'), ETag: '"e"' });
    await expect(open()).rejects.toThrow(TryAgain);
  });
});

describe('listVersions', () => {
  const version = (Key: string, VersionId: string) => ({
    Key,
    VersionId,
    ETag: '"e"',
    Size: 1,
    LastModified: new Date(0),
  });
  const list = async (key: string) => (await store.listVersions('source', key)).map((one) => one.versionId);

  test('decodes what S3 encodes', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      EncodingType: 'url',
      Versions: [version('a+b%2Bc%0D%0A%E2%82%AC', 'v2'), version('a+b%2Bc', 'v1')],
    });
    expect(await list('a b+c\r\n€')).toEqual(['v2']);
    expect(await list('a b+c')).toEqual(['v1']);
  });

  test('takes a key as it is where the store encodes nothing', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [version('100%+', 'v1')] });
    expect(await list('100%+')).toEqual(['v1']);
  });

  test('goes on with decoded markers, and ends as soon as a page ends with another key', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        EncodingType: 'url',
        IsTruncated: true,
        NextKeyMarker: 'a+b',
        NextVersionIdMarker: 'v2',
        Versions: [version('a+b', 'v3'), version('a+b', 'v2')],
      })
      .resolves({
        EncodingType: 'url',
        IsTruncated: true,
        NextKeyMarker: 'a+bc',
        NextVersionIdMarker: 'v9',
        Versions: [version('a+b', 'v1'), version('a+bc', 'v9')],
      });
    expect(await list('a b')).toEqual(['v1', 'v2', 'v3']);
    const calls = s3.commandCalls(ListObjectVersionsCommand).map((call) => call.args[0].input);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatchObject({ Prefix: 'a b', KeyMarker: 'a b', VersionIdMarker: 'v2' });
  });
});
