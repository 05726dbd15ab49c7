import { describe, expect, test } from '@jest/globals';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { createS3ObjectStore } from '../../../lambda/adapters/s3-object-store.ts';
import { createSnsNotices } from '../../../lambda/adapters/sns-notices.ts';
import { createSqsQueue } from '../../../lambda/adapters/sqs-queue.ts';
import { exists } from '../../../lambda/core/row-write.ts';

const region = 'us-east-1';

// What no answer of the embedded engine would tell: it is always consistent, encodes no keys and sends no e-mail.
describe('the requests', () => {
  test('read the row consistently', async () => {
    const mock = mockClient(DynamoDBClient).on(GetItemCommand).resolves({});
    const table = createDynamodbFilesTable({ client: new DynamoDBClient({ region }), tableName: 'files' });
    expect(await table.get('id')).toBeUndefined();
    expect(mock.commandCalls(GetItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'files',
      Key: { documentId: { S: 'id' } },
      ConsistentRead: true,
    });
  });

  test('send no empty map of values, which DynamoDB refuses', async () => {
    const mock = mockClient(DynamoDBClient).on(UpdateItemCommand).resolves({});
    const table = createDynamodbFilesTable({ client: new DynamoDBClient({ region }), tableName: 'files' });
    await table.write({ documentId: 'id', step: 'none', condition: exists('token'), remove: ['token'] });
    expect(mock.commandCalls(UpdateItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'files',
      Key: { documentId: { S: 'id' } },
      ConditionExpression: 'attribute_exists(#token)',
      UpdateExpression: 'REMOVE #token',
      ExpressionAttributeNames: { '#token': 'token' },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('ask S3 for encoded keys', async () => {
    const mock = mockClient(S3Client).on(ListObjectVersionsCommand).resolves({});
    const store = createS3ObjectStore({ client: new S3Client({ region }), bodyIdleTimeoutInMs: 1 });
    expect(await store.listVersions('source', 'a')).toEqual([]);
    expect(mock.commandCalls(ListObjectVersionsCommand)[0]?.args[0].input).toEqual({
      Bucket: 'source',
      Prefix: 'a',
      EncodingType: 'url',
    });
  });

  test('publish one text for people and one for machines', async () => {
    const mock = mockClient(SNSClient).on(PublishCommand).resolves({});
    const notices = createSnsNotices({ client: new SNSClient({ region }), topicArn: 'arn' });
    const attributes = { type: 'file', audience: 'all' };
    await notices.publish({ machineText: '{"a":1}', emailText: 'Line\n"two"', subject: 'Done', attributes });
    const calls = mock.commandCalls(PublishCommand);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.args[0].input).toEqual({
      TopicArn: 'arn',
      Subject: 'Done',
      MessageStructure: 'json',
      Message: JSON.stringify({ default: '{"a":1}', email: 'Line\n"two"' }),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'file' },
        audience: { DataType: 'String', StringValue: 'all' },
      },
    });
  });

  test.each([
    [0, 0],
    [0.2, 1],
    [-5, 0],
    [100_000, 43_200],
  ])('put a message off by whole seconds that SQS takes: %d', async (seconds, expected) => {
    const mock = mockClient(SQSClient).on(ChangeMessageVisibilityCommand).resolves({});
    await createSqsQueue({ client: new SQSClient({ region }), queueUrl: 'url' }).changeVisibility(
      'r',
      seconds,
    );
    expect(mock.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'url',
      ReceiptHandle: 'r',
      VisibilityTimeout: expected,
    });
  });
});
