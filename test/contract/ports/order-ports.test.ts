// What the ports of order files must do, on the fake and on the engine: staged objects, normalized files, claims on order ids, events.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { createOrderPorts } from '../../../lambda/adapters/order-ports.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { OrderClaim, OrderPorts } from '../../../lambda/core/order-files/order-ports.ts';
import { createMemoryOrderPorts } from '../../support/fakes/memory-order-ports.ts';
import { closeClients, createBucket, createFilesTable, engineClients } from './engine-resources.ts';

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
