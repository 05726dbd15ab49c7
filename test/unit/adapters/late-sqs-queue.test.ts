import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createLateSqsQueue } from '../../../lambda/adapters/late-sqs-queue.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';

const sqs = mockClient(SQSClient);
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/files';

beforeEach(() => {
  sqs.reset();
  process.env['AWS_REGION'] = 'eu-west-1';
});

describe('createLateSqsQueue', () => {
  test('puts messages off as the queue does that is there from the start', async () => {
    sqs.on(ChangeMessageVisibilityCommand).resolves({});
    const queue = createLateSqsQueue(queueUrl);
    await Promise.all([queue.changeVisibility('one', 10), queue.changeVisibility('other', 20)]);
    const inputs = sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([
      { QueueUrl: queueUrl, ReceiptHandle: 'one', VisibilityTimeout: 10 },
      { QueueUrl: queueUrl, ReceiptHandle: 'other', VisibilityTimeout: 20 },
    ]);
  });

  test('says TryAgain when SQS refuses', async () => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('throttled'));
    await expect(createLateSqsQueue(queueUrl).changeVisibility('one', 10)).rejects.toThrow(TryAgain);
  });
});
