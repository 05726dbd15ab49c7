// What only the engine can show of the ports of order files: uploads in parts, a hundred claims at once, the event as it comes to others.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createDynamodbOrderIds } from '../../../lambda/adapters/dynamodb-order-ids.ts';
import { createOrderPorts } from '../../../lambda/adapters/order-ports.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { OrderPorts } from '../../../lambda/core/order-files/order-ports.ts';
import { eventually } from '../../support/eventually.ts';
import {
  closeClients,
  createBucket,
  createFilesTable,
  engineClients,
  uniqueName,
} from './engine-resources.ts';

const clients = engineClients();
let bucketName: string;
let tableName: string;
let ports: OrderPorts;

beforeAll(async () => {
  bucketName = await createBucket(clients.s3, true);
  tableName = await createFilesTable(clients.dynamodb);
  ports = createOrderPorts({
    clients,
    reportsBucketName: bucketName,
    filesTableName: tableName,
    clock: systemClock,
  });
});
afterAll(() => closeClients(clients));

const stagedKey = () => `staging/${randomUUID()}/${randomUUID()}.ndjson`;
const newId = () => randomUUID().replaceAll('-', '');
const claimOf = (id: string) => ({
  id,
  token: 't',
  holders: [{ documentId: 'd1', revision: 1, source: 's1', content: 'c1' }],
});

async function stage(key: string, ...lines: (string | Buffer)[]): Promise<void> {
  const object = ports.staging.open(key);
  for (const line of lines) await object.write(Buffer.from(line));
  await object.complete();
}

async function md5Of(key: string): Promise<string> {
  const hash = createHash('md5');
  for await (const block of ports.staging.read(key)) hash.update(block);
  return hash.digest('hex');
}

describe('order ports: engine only', () => {
  const PART_IN_BYTES = 8 * 1024 * 1024;

  test('a large object goes up in parts, byte by byte the same', async () => {
    const key = stagedKey();
    const block = randomBytes(256 * 1024);
    const blocks = Array.from({ length: 70 }, () => block);
    await stage(key, ...blocks, 'end\n');
    const { ETag, Metadata, ContentType } = await clients.s3.send(
      new HeadObjectCommand({ Bucket: bucketName, Key: key }),
    );
    expect(ETag).toMatch(/-3"$/);
    expect(Metadata).toEqual({ 'staged-key': key });
    expect(ContentType).toBe('application/x-ndjson');
    const expected = createHash('md5')
      .update(Buffer.concat([...blocks, Buffer.from('end\n')]))
      .digest('hex');
    expect(await md5Of(key)).toBe(expected);
    const normalizedKey = `normalized/orders/${randomUUID()}.ndjson`;
    expect(await ports.normalized.copy({ stagedKey: key, key: normalizedKey, over: undefined })).toBe(
      'copied',
    );
    expect(await ports.normalized.find(normalizedKey)).toMatchObject({ stagedKey: key });
  });

  test('a large object that is given up leaves no parts', async () => {
    const object = ports.staging.open(stagedKey());
    for (let written = 0; written <= 2 * PART_IN_BYTES; written += 1024 * 1024)
      await object.write(Buffer.alloc(1024 * 1024, 'x'));
    await object.abort();
    const { Uploads = [] } = await clients.s3.send(new ListMultipartUploadsCommand({ Bucket: bucketName }));
    expect(Uploads).toEqual([]);
  });

  test('a hundred claims go in one call; a table that is not there is no answer', async () => {
    const ids = createDynamodbOrderIds({ client: clients.dynamodb, tableName, clock: systemClock });
    const all = Array.from({ length: ids.atOnce }, newId);
    expect(await ids.write(all.map((id) => ({ claim: claimOf(id), replaces: undefined })))).toBe('written');
    expect((await ids.read(all)).size).toBe(100);
    const nowhere = createDynamodbOrderIds({
      client: clients.dynamodb,
      tableName: 'no-such-table',
      clock: systemClock,
    });
    await expect(nowhere.write([{ claim: claimOf(newId()), replaces: undefined }])).rejects.toThrow(TryAgain);
    await expect(nowhere.read([newId()])).rejects.toThrow(TryAgain);
  });

  test('the event comes to whoever asked for it, with the bucket', async () => {
    const events = new EventBridgeClient();
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: uniqueName('events') }));
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const Name = uniqueName('orders');
    const EventPattern = JSON.stringify({ source: ['file-processing'], 'detail-type': ['Orders Accepted'] });
    await events.send(new PutRuleCommand({ Name, EventPattern }));
    await events.send(
      new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }),
    );
    const accepted = {
      schemaVersion: 1 as const,
      documentId: 'd1',
      revision: 2,
      key: 'normalized/orders/d1.ndjson',
      orderCount: 3,
      totals: { EUR: '1.50' },
    };
    await ports.events.publish(accepted);
    await eventually(
      async () => {
        const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Messages.map(({ Body = '' }) => (JSON.parse(Body) as { detail: unknown }).detail)).toEqual([
          { ...accepted, bucketName },
        ]);
      },
      { withinMs: 10_000 },
    );
    events.destroy();
  });

  test('the engine still ignores conditions on the target of a copy: when this fails, mend s3-normalized-files.ts', async () => {
    const [one, two] = [stagedKey(), stagedKey()];
    await stage(one, 'one\n');
    await stage(two, 'two\n');
    const key = `normalized/orders/${randomUUID()}.ndjson`;
    await ports.normalized.copy({ stagedKey: one, key, over: undefined });
    expect(await ports.normalized.copy({ stagedKey: two, key, over: undefined })).toBe('copied');
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
    expect(await Body?.transformToString()).toBe('two\n');
  });
});
