// What the ports of order files must do, on the fake and on the engine: staged objects, normalized files, claims on order ids, events.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createDynamodbOrderIds } from '../../../lambda/adapters/dynamodb-order-ids.ts';
import { createOrderPorts } from '../../../lambda/adapters/order-ports.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { OrderClaim, OrderPorts } from '../../../lambda/core/order-files/order-ports.ts';
import { eventually } from '../../support/eventually.ts';
import { createMemoryOrderPorts } from '../../support/fakes/memory-order-ports.ts';
import {
  closeClients,
  createBucket,
  createFilesTable,
  engineClients,
  uniqueName,
} from './engine-resources.ts';

interface Subject {
  ports: OrderPorts;
  close(): void;
}

const clients = engineClients();
let bucketName: string;
let tableName: string;

beforeAll(async () => {
  bucketName = await createBucket(clients.s3, true);
  tableName = await createFilesTable(clients.dynamodb);
});
afterAll(() => closeClients(clients));

const engineSubject = async (): Promise<Subject> => ({
  ports: createOrderPorts({
    clients,
    reportsBucketName: bucketName,
    filesTableName: tableName,
    clock: systemClock,
  }),
  close: () => undefined,
});
const fakeSubject = async (): Promise<Subject> => ({
  ports: createMemoryOrderPorts(),
  close: () => undefined,
});

const stagedKey = () => `staging/${randomUUID()}/${randomUUID()}.ndjson`;

async function stage(ports: OrderPorts, key: string, ...lines: (string | Buffer)[]): Promise<void> {
  const object = ports.staging.open(key);
  for (const line of lines) await object.write(Buffer.from(line));
  await object.complete();
}

async function readAll(ports: OrderPorts, key: string): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of ports.staging.read(key)) blocks.push(block);
  return Buffer.concat(blocks);
}

const claimOf = (id: string, token: string, more: Partial<OrderClaim> = {}): OrderClaim => ({
  id,
  token,
  holders: [{ documentId: 'd1', revision: 1, source: 's1', content: 'c1' }],
  ...more,
});
const newId = () => createHash('md5').update(randomUUID()).digest('hex');

describe.each([
  ['fake', fakeSubject],
  ['engine', engineSubject],
])('order ports: %s', (_name, createSubject) => {
  let ports: OrderPorts;
  beforeAll(async () => ({ ports } = await createSubject()));

  test('a staged object is there when it is complete, and not before', async () => {
    const key = stagedKey();
    const object = ports.staging.open(key);
    await object.write(Buffer.from('one\n'));
    await expect(readAll(ports, key)).rejects.toThrow(TryAgain);
    await object.write(Buffer.from('two\n'));
    await object.complete();
    expect((await readAll(ports, key)).toString()).toBe('one\ntwo\n');
  });

  test('a staged object that is given up is not there', async () => {
    const key = stagedKey();
    const object = ports.staging.open(key);
    await object.write(Buffer.from('one\n'));
    await object.abort();
    await expect(readAll(ports, key)).rejects.toThrow(TryAgain);
  });

  test('a normalized file tells what it was copied from, and is replaced only as it was seen', async () => {
    const [one, two] = [stagedKey(), stagedKey()];
    await stage(ports, one, 'one\n');
    await stage(ports, two, 'two\n');
    const key = `normalized/orders/${randomUUID()}.ndjson`;
    expect(await ports.normalized.find(key)).toBeUndefined();
    expect(await ports.normalized.copy({ stagedKey: one, key, over: undefined })).toBe('copied');
    const first = await ports.normalized.find(key);
    expect(first).toEqual({ stagedKey: one, eTag: expect.any(String) });
    expect(await ports.normalized.copy({ stagedKey: two, key, over: first })).toBe('copied');
    expect(await ports.normalized.find(key)).toMatchObject({ stagedKey: two });
    await expect(
      ports.normalized.copy({ stagedKey: stagedKey(), key: `${key}2`, over: undefined }),
    ).rejects.toThrow(TryAgain);
  });

  test('claims are written all or none, and what stood in the way is told', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    const first = claimOf(b, 't1', { expiresAt: 2_000_000_000 });
    expect(await ports.ids.write([{ claim: first, replaces: undefined }])).toBe('written');
    const standing = await ports.ids.write(
      [a, b, c].map((id) => ({ claim: claimOf(id, 't2'), replaces: undefined })),
    );
    expect(standing).toEqual(new Map([[b, first]]));
    expect(await ports.ids.read([a, b, c])).toEqual(new Map([[b, first]]));
  });

  test('a claim is replaced only as it was seen; one that is gone is told as gone', async () => {
    const id = newId();
    const holders = [1, 2, 3].map((revision) => ({
      documentId: `d${revision}`,
      revision,
      source: 's',
      content: 'c',
    }));
    const [first, second] = [claimOf(id, 't1'), claimOf(id, 't2', { holders })];
    const gone = claimOf(newId(), 't0');
    await ports.ids.write([{ claim: first, replaces: undefined }]);
    expect(await ports.ids.write([{ claim: second, replaces: first }])).toBe('written');
    expect(await ports.ids.read([id])).toEqual(new Map([[id, second]]));
    expect(
      await ports.ids.write([
        { claim: claimOf(id, 't3'), replaces: first },
        { claim: claimOf(gone.id, 't3'), replaces: gone },
      ]),
    ).toEqual(
      new Map([
        [id, second],
        [gone.id, undefined],
      ]),
    );
  });

  test('of many who claim one id at the same time one succeeds', async () => {
    const id = newId();
    const tokens = Array.from({ length: 8 }, (_, at) => `t${at}`);
    const results = await Promise.all(
      tokens.map((token) => ports.ids.write([{ claim: claimOf(id, token), replaces: undefined }])),
    );
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
  });
});

describe('order ports: engine only', () => {
  const PART_IN_BYTES = 8 * 1024 * 1024;

  test('a large object goes up in parts, byte by byte the same', async () => {
    const { ports } = await engineSubject();
    const key = stagedKey();
    const block = randomBytes(256 * 1024);
    const blocks = Array.from({ length: 70 }, () => block);
    await stage(ports, key, ...blocks, 'end\n');
    const { ETag, Metadata, ContentType } = await clients.s3.send(
      new HeadObjectCommand({ Bucket: bucketName, Key: key }),
    );
    expect(ETag).toMatch(/-3"$/);
    expect(Metadata).toEqual({ 'staged-key': key });
    expect(ContentType).toBe('application/x-ndjson');
    const expected = createHash('md5')
      .update(Buffer.concat([...blocks, Buffer.from('end\n')]))
      .digest('hex');
    expect(
      createHash('md5')
        .update(await readAll(ports, key))
        .digest('hex'),
    ).toBe(expected);
    const normalizedKey = `normalized/orders/${randomUUID()}.ndjson`;
    expect(await ports.normalized.copy({ stagedKey: key, key: normalizedKey, over: undefined })).toBe(
      'copied',
    );
    expect(await ports.normalized.find(normalizedKey)).toMatchObject({ stagedKey: key });
  });

  test('a large object that is given up leaves no parts', async () => {
    const { ports } = await engineSubject();
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
    expect(await ids.write(all.map((id) => ({ claim: claimOf(id, 't'), replaces: undefined })))).toBe(
      'written',
    );
    expect((await ids.read(all)).size).toBe(100);
    const nowhere = createDynamodbOrderIds({
      client: clients.dynamodb,
      tableName: 'no-such-table',
      clock: systemClock,
    });
    await expect(nowhere.write([{ claim: claimOf(newId(), 't'), replaces: undefined }])).rejects.toThrow(
      TryAgain,
    );
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
    const { ports } = await engineSubject();
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
    const { ports } = await engineSubject();
    const [one, two] = [stagedKey(), stagedKey()];
    await stage(ports, one, 'one\n');
    await stage(ports, two, 'two\n');
    const key = `normalized/orders/${randomUUID()}.ndjson`;
    await ports.normalized.copy({ stagedKey: one, key, over: undefined });
    expect(await ports.normalized.copy({ stagedKey: two, key, over: undefined })).toBe('copied');
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
    expect(await Body?.transformToString()).toBe('two\n');
  });
});
