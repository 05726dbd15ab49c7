// Redrive and reconcile as they are deployed: invoked by hand, judged by rows, reports, messages and queues.
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { envelope } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';

testEngine();
const outside = new Outside(deployedSystem());
const lambda = new LambdaClient();
const dynamodb = new DynamoDBClient();
const RUN = `upkeep-${Date.now()}`;
let ear: Ear;

beforeAll(async () => {
  ear = await outside.listen(RUN);
});

afterAll(() => {
  outside.end();
  lambda.destroy();
  dynamodb.destroy();
});

async function invoke(output: 'RedriveFunctionName' | 'ReconcileFunctionName', event: unknown) {
  const command = new InvokeCommand({
    FunctionName: outside.output(output),
    Qualifier: 'live',
    Payload: JSON.stringify(event),
  });
  const { FunctionError, Payload } = await lambda.send(command);
  const answer = JSON.parse(Buffer.from(Payload ?? '').toString()) as Record<string, unknown>;
  return { hasFailed: FunctionError !== undefined, answer };
}

/** A processed file whose row was then lost. */
async function lostRow(key: string): Promise<{ documentId: string; versionId: string }> {
  const versionId = await outside.put(key, 'one two three\n');
  await announced(key);
  const [row] = await outside.rows(key);
  const documentId = row?.documentId ?? '';
  const Key = { documentId: { S: documentId } };
  await dynamodb.send(new DeleteItemCommand({ TableName: outside.output('FilesTableName'), Key }));
  expect(await outside.rows(key)).toEqual([]);
  return { documentId, versionId };
}

async function announced(key: string): Promise<void> {
  await eventually(
    async () =>
      expect(await outside.rows(key)).toMatchObject([{ status: 'PROCESSED', notification: 'SENT' }]),
    { withinMs: 60_000 },
  );
}

async function messagesAbout(documentId: string): Promise<unknown[]> {
  const heard = await ear.collect();
  return heard.map(({ body }) => body).filter((body) => body.documentId === documentId);
}

describe('reconcile', () => {
  test('finds a version whose row was lost, and the file ends as it had', async () => {
    const key = `${RUN}/lost row é+.txt`;
    const { documentId } = await lostRow(key);
    const { hasFailed, answer } = await invoke('ReconcileFunctionName', { minimumAgeInMinutes: 0 });
    expect({ hasFailed, ...answer }).toMatchObject({
      hasFailed: false,
      done: 'ran',
      stoppedBy: 'pass',
      errors: 0,
    });
    expect(answer.sent).toBeGreaterThanOrEqual(1);
    await announced(key);
    const messages = await messagesAbout(documentId);
    expect(messages).toHaveLength(2);
    expect(await outside.report(documentId)).toMatchObject({ documentId, status: 'PROCESSED', wordCount: 3 });
  }, 120_000);

  test('leaves what is younger than half an hour, and takes {}', async () => {
    const { hasFailed, answer } = await invoke('ReconcileFunctionName', {});
    expect({ hasFailed, ...answer }).toMatchObject({ hasFailed: false, done: 'ran', sent: 0 });
  });

  test.each([[{ minimumAge: 0 }], [{ minimumAgeInMinutes: -1 }], [[]], ['now']])(
    'refuses %j and says what it takes',
    async (event) => {
      const { hasFailed, answer } = await invoke('ReconcileFunctionName', event);
      expect(hasFailed).toBe(true);
      expect(answer.errorMessage).toMatch(/mend it and invoke again\.$/);
    },
  );
});

describe('redrive', () => {
  test('takes a dead letter back, and parks what nobody understands', async () => {
    const key = `${RUN}/dead.txt`;
    const { versionId } = await lostRow(key);
    const bucketName = outside.output('SourceBucketName');
    const rubbish = `rubbish ${RUN} \u{1F4C4}`;
    for (const MessageBody of [JSON.stringify(envelope({ bucketName, key, versionId })), rubbish]) {
      const QueueUrl = outside.output('FileDeadLetterQueueUrl');
      await outside.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    const { hasFailed, answer } = await invoke('RedriveFunctionName', {});
    expect({ hasFailed, ...answer }).toMatchObject({
      hasFailed: false,
      sent: 1,
      parked: 1,
      errors: 0,
      stoppedBy: 'empty',
    });
    await announced(key);
    expect(await outside.depth(outside.output('FileDeadLetterQueueUrl'))).toBe(0);
    await expectParked(rubbish);
  }, 120_000);

  test('refuses an event that asks for something', async () => {
    const { hasFailed, answer } = await invoke('RedriveFunctionName', { all: true });
    expect(hasFailed).toBe(true);
    expect(answer.errorMessage).toBe('redrive takes {}, but the event has "all"; mend it and invoke again.');
  });
});

/** Takes it out of the queue, which other tests expect to be empty. */
async function expectParked(body: string): Promise<void> {
  const QueueUrl = outside.output('ParkedQueueUrl');
  const { Messages = [] } = await outside.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  const parked = Messages.find(({ Body }) => Body === body);
  expect(parked?.MessageAttributes?.reason?.StringValue).toBe('The message is not JSON.');
  await outside.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: parked?.ReceiptHandle }));
}
