// Requests as the SDK really sends them: a server in place of the service shows each one to the code that names it.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { markSent, openForReplay, takeOver } from '../../../lambda/core/row-steps.ts';
import type { Call, Service } from '../../../scripts/drill/faults.ts';
import { nameCall } from '../../../scripts/drill/name-call.ts';

const ID = '0f8fad5b-d9cb-869f-a165-70867728950e';

let server: Server;
let service: Service;
let named: Call[];
let options: object;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    void incoming.toArray().then((parts) => {
      const { method = '', url = '', headers } = incoming;
      named.push(nameCall(service, { method, url, headers, body: Buffer.concat(parts as Buffer[]) }));
      response.writeHead(418).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends the call, which the server refuses, and gives its name. */
async function nameOf(of: Service, send: () => Promise<unknown>): Promise<Partial<Call>> {
  service = of;
  named = [];
  await expect(send()).rejects.toThrow();
  const [{ invocationId, ...rest } = { invocationId: '' }] = named;
  expect(invocationId).toMatch(/^[0-9a-f-]{36}$/);
  return rest;
}

describe('names', () => {
  test.each([
    ['GetObject', new GetObjectCommand({ Bucket: 'b', Key: 'a b/ü.csv', VersionId: 'v' }), undefined],
    ['HeadObject', new HeadObjectCommand({ Bucket: 'b', Key: `processed/${ID}.json` }), ID],
    ['PutObject', new PutObjectCommand({ Bucket: 'b', Key: `processed/${ID}.json`, Body: '{}' }), ID],
    ['ListObjectVersions', new ListObjectVersionsCommand({ Bucket: 'b', Prefix: 'a' }), undefined],
  ])('%s of S3', async (operation, command, documentId) => {
    const client = new S3Client(options);
    const name = await nameOf('s3', () => client.send(command as GetObjectCommand));
    expect(name).toEqual({ service: 's3', operation, isMark: false, ...(documentId && { documentId }) });
  });

  test('Publish, with the file of the message', async () => {
    const Message = JSON.stringify({ default: JSON.stringify({ documentId: ID }) });
    const name = await nameOf('sns', () =>
      new SNSClient(options).send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:0:t', Message })),
    );
    expect(name).toEqual({ service: 'sns', operation: 'Publish', isMark: false, documentId: ID });
  });

  test('SendMessage and GetItem', async () => {
    const QueueUrl = `${(options as { endpoint: string }).endpoint}/0/q`;
    const send = () => new SQSClient(options).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    expect(await nameOf('sqs', send)).toEqual({ service: 'sqs', operation: 'SendMessage', isMark: false });
    const get = () =>
      new DynamoDBClient(options).send(
        new GetItemCommand({ TableName: 't', Key: { documentId: { S: ID } } }),
      );
    expect(await nameOf('dynamodb', get)).toEqual({
      service: 'dynamodb',
      operation: 'GetItem',
      isMark: false,
      documentId: ID,
    });
  });
});

describe('knows the mark among the updates', () => {
  const owner = { token: 't', now: 0, leaseUntil: 1 };
  test.each([
    ['mark', markSent({ documentId: ID, revision: 1 }), true],
    ['open for replay', openForReplay({ documentId: ID, revision: 2 }, owner), false],
    ['take over', takeOver({ documentId: ID, revision: 1 }, owner), false],
  ])('%s', async (_, write, isMark) => {
    const client = new DynamoDBClient(options);
    const table = createDynamodbFilesTable({ client, tableName: 't' });
    const name = await nameOf('dynamodb', () => table.write(write));
    expect(name).toEqual({ service: 'dynamodb', operation: 'UpdateItem', isMark, documentId: ID });
  });
});
