// Data that outlives its stack: which resources, under which names, which of them exist.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';
import { dataResources, findExistingData, namesOf } from '../../../../scripts/lib/data-resources.ts';
import { resolveName } from '../../../../scripts/lib/resolve-name.ts';
import type { TemplateDocument } from '../../../../scripts/lib/template.ts';

const s3 = mockClient(S3Client);
const dynamoDb = mockClient(DynamoDBClient);
const settings = { region: 'eu-west-1' };
const clients = { s3: new S3Client(settings), dynamoDb: new DynamoDBClient(settings) } as Clients;

const document: TemplateDocument = {
  Parameters: { EnvironmentName: { Type: 'String', Default: 'dev' } },
  Resources: {
    Uploads: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { BucketName: { 'Fn::Sub': 'shop-${EnvironmentName}-${AWS::AccountId}-${AWS::Region}' } },
    },
    Scratch: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'scratch' } },
    Files: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain', Properties: {} },
    Version: { Type: 'AWS::Lambda::Version', DeletionPolicy: 'Retain' },
  },
};
const place = {
  parameters: { EnvironmentName: 'qa' },
  document,
  stackName: 'shop-qa-x',
  region: 'eu-west-1',
};
const uploads = 'shop-qa-123456789012-eu-west-1';

function find(accountId?: string) {
  const names = namesOf({ ...place, ...(accountId && { accountId }) });
  return findExistingData(clients, dataResources(document, names), 'shop-qa-x');
}

const failure = (status: number) => Object.assign(new Error('x'), { $metadata: { httpStatusCode: status } });

beforeEach(() => {
  s3.reset();
  dynamoDb.reset();
  dynamoDb.on(ListTablesCommand).resolves({ TableNames: [] });
});

describe('dataResources', () => {
  test('are the kept buckets and tables, under the names that the template gives them', () => {
    expect(dataResources(document, namesOf({ ...place, accountId: '123456789012' }))).toEqual([
      { logicalId: 'Uploads', type: 'AWS::S3::Bucket', name: uploads },
      { logicalId: 'Files', type: 'AWS::DynamoDB::Table', name: undefined },
    ]);
  });
});

describe('findExistingData', () => {
  test('finds a bucket by its name, and nothing when there is none', async () => {
    s3.on(HeadBucketCommand, { Bucket: uploads }).resolves({});
    expect(await find('123456789012')).toEqual([
      { logicalId: 'Uploads', type: 'AWS::S3::Bucket', name: uploads, isForeign: false },
    ]);
    s3.on(HeadBucketCommand).rejects(failure(404));
    expect(await find('123456789012')).toEqual([]);
  });

  test.each([403, 301])('calls a bucket foreign that answers %d', async (status) => {
    s3.on(HeadBucketCommand).rejects(failure(status));
    expect((await find('123456789012')).map(({ isForeign }) => isForeign)).toEqual([true]);
  });

  test('passes on that S3 is ill: unknown is not absent', async () => {
    s3.on(HeadBucketCommand).rejects(failure(500));
    await expect(find('123456789012')).rejects.toThrow('x');
  });

  test('searches by pattern when the account is unknown, and takes no look-alikes', async () => {
    const names = [
      uploads,
      'shop-qa-123456789012-eu-west-1-copy',
      'shop-qa-abc-eu-west-1',
      'shop-qa-1-eu-west-1',
    ];
    s3.on(ListBucketsCommand).resolves({ Buckets: names.map((Name) => ({ Name })) });
    expect((await find()).map(({ name }) => name)).toEqual([uploads]);
    expect(s3.commandCalls(ListBucketsCommand)[0]?.args[0].input.Prefix).toBe('shop-qa-');
  });

  test('finds every table that CloudFormation named for this stack and resource, on all pages', async () => {
    s3.on(HeadBucketCommand).rejects(failure(404));
    dynamoDb
      .on(ListTablesCommand)
      .resolvesOnce({
        TableNames: ['shop-qa-x-Files-1AB', 'shop-qa-x-FilesOld-2'],
        LastEvaluatedTableName: 'n',
      })
      .resolvesOnce({ TableNames: ['shop-qa-x-Files-9ZZ', 'other'] });
    expect((await find('123456789012')).map(({ name }) => name)).toEqual([
      'shop-qa-x-Files-1AB',
      'shop-qa-x-Files-9ZZ',
    ]);
  });
});

describe('resolveName', () => {
  const names = { A: 'a', 'AWS::Region': 'eu-west-1' };
  test.each([
    ['plain', 'plain'],
    [{ Ref: 'A' }, 'a'],
    [{ Ref: 'Other' }, undefined],
    [{ 'Fn::Sub': '${A}-${AWS::Region}-${!A}' }, 'a-eu-west-1-${A}'],
    [{ 'Fn::Sub': '${A}-${Queue.Arn}' }, undefined],
    [{ 'Fn::Sub': ['${B}-${A}', { B: { Ref: 'A' } }] }, 'a-a'],
    [{ 'Fn::Join': ['-', ['x', { Ref: 'A' }]] }, 'x-a'],
    [{ 'Fn::Join': ['-', ['x', { Ref: 'Other' }]] }, undefined],
    [{ 'Fn::If': ['IsOn', 'a', 'b'] }, undefined],
    [undefined, undefined],
  ])('makes %j to %j', (value, name) => {
    expect(resolveName(value, names)).toBe(name);
  });
});
