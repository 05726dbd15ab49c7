import { describe, expect, test } from '@jest/globals';
import { canName, globPattern } from '../../../../../scripts/lib/iam/glob.ts';

describe('a glob', () => {
  test.each([
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?', 's3:GetObject', false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/b', true],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b', false],
    ['arn:aws:s3:::b.c', 'arn:aws:s3:::bxc', false],
    ['*', 'line\nbreak', true],
  ])('%s takes %s: %s', (glob, text, isTaken) => expect(globPattern(glob).test(text)).toBe(isTaken));

  test('of actions has no case', () =>
    expect(globPattern('S3:getobject', 'i').test('s3:GetObject')).toBe(true));
  test('of resources has', () => expect(globPattern('arn:aws:s3:::B').test('arn:aws:s3:::b')).toBe(false));
});

describe('a resource of a policy', () => {
  const BUCKET = 'arn:${Partition}:s3:::${BucketName}';
  const OBJECT = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}';
  const INDEX = 'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}';

  test.each([
    ['*', BUCKET, true],
    ['arn:aws:s3:::files', BUCKET, true],
    ['arn:aws:s3:::files/*', BUCKET, false],
    ['arn:aws:s3:::files', OBJECT, false],
    ['arn:aws:s3:::files/processed/*', OBJECT, true],
    ['arn:aws:s3:::files-*', OBJECT, true],
    ['arn:aws:dynamodb:us-east-1:1:table/files', INDEX, false],
    ['arn:aws:dynamodb:us-east-1:1:table/files/index/open', INDEX, true],
    ['arn:aws:dynamodb:us-east-1:1:table/*', INDEX, true],
    ['arn:aws:dynamodb:us-east-1:1:table/files/*/open', INDEX, true],
  ])('%s can name %s: %s', (resource, format, can) => expect(canName(resource, format)).toBe(can));
});
