import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClients } from '../../../lambda/adapters/clients.ts';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { createSnsNotices } from '../../../lambda/adapters/sns-notices.ts';
import { createSqsQueue } from '../../../lambda/adapters/sqs-queue.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';

/** Sends the head of an answer and a first byte, and then nothing more. */
const stalling: Server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': 1000 });
  response.write('{');
});
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => stalling.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(stalling.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

afterAll(() => {
  stalling.closeAllConnections();
  stalling.close();
});

const NOTICE = { machineText: '{}', emailText: 'x', subject: 'x', attributes: {} };

test.each([
  [
    'reading a row',
    () => createDynamodbFilesTable({ client: createClients().dynamodb, tableName: 'files' }).get('id'),
  ],
  [
    'publishing',
    () =>
      createSnsNotices({
        client: createClients().sns,
        topicArn: 'arn:aws:sns:us-east-1:000000000000:t',
      }).publish(NOTICE),
  ],
  [
    'putting off a message',
    () =>
      createSqsQueue({
        client: createClients().sqs,
        queueUrl: `${endpoint}/000000000000/q`,
      }).changeVisibility('h', 1),
  ],
])(
  '%s ends with TryAgain when the answer stalls in the middle',
  async (_what, call) => {
    await expect(call()).rejects.toBeInstanceOf(TryAgain);
  },
  60_000,
);
