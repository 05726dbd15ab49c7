// What the bookkeeping of posts must do: on the fake and on DynamoDB. And the stores of the secret, on the engine.
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamodbPostings } from '../../../lambda/adapters/dynamodb-postings.ts';
import { createParameterSource, createSecretSource } from '../../../lambda/adapters/webhook-secrets.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import type { Postings } from '../../../lambda/core/slack/ports.ts';
import { createMemoryPostings, SECRET } from '../../support/slack-world.ts';
import { closeClients, createFilesTable, engineClients, uniqueName } from './engine-resources.ts';

const clients = engineClients();
const tableName = createFilesTable(clients.dynamodb);
const engineSubject = async (): Promise<Postings> =>
  createDynamodbPostings({ client: clients.dynamodb, tableName: await tableName });

afterAll(() => closeClients(clients));

const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);
const MINUTE = 60_000;

const claim = (id: string, token: string, minute = 0) => {
  const now = NOW + minute * MINUTE;
  return { id, token, now, leaseUntil: now + MINUTE, latest: now + 2 * MINUTE };
};

describe.each([
  ['fake', async (): Promise<Postings> => createMemoryPostings()],
  ['engine', engineSubject],
])('postings: %s', (_name, createSubject) => {
  let postings: Postings;
  let id: string;
  beforeEach(async () => {
    postings = await createSubject();
    id = uniqueName('digest');
  });

  test('are claimed by one, until he gives the claim back', async () => {
    expect(await postings.read(id)).toBeUndefined();
    expect(await postings.claim(claim(id, 'a'))).toBe('claimed');
    expect(await postings.claim(claim(id, 'b'))).toEqual({ busyUntil: NOW + MINUTE });
    expect(await postings.read(id)).toEqual({ busyUntil: NOW + MINUTE });
    await postings.release({ id, token: 'b' });
    expect(await postings.claim(claim(id, 'b'))).toEqual({ busyUntil: NOW + MINUTE });
    await postings.release({ id, token: 'a' });
    expect(await postings.claim(claim(id, 'b'))).toBe('claimed');
  });

  test('stay posted', async () => {
    await postings.claim(claim(id, 'a'));
    expect(await postings.markPosted({ id, token: 'b', now: NOW })).toBe(false);
    expect(await postings.markPosted({ id, token: 'a', now: NOW })).toBe(true);
    expect(await postings.read(id)).toBe('posted');
    await postings.release({ id, token: 'a' });
    expect(await postings.claim(claim(id, 'b', 600))).toBe('posted');
  });

  test('are recorded once more without harm, when the first answer was lost', async () => {
    await postings.claim(claim(id, 'a'));
    expect(await postings.claim(claim(id, 'a'))).toBe('claimed');
    await postings.markPosted({ id, token: 'a', now: NOW });
    expect(await postings.markPosted({ id, token: 'a', now: NOW + 1 })).toBe(true);
  });

  test('are claimed by another when the lease is over; the first can no longer record', async () => {
    await postings.claim(claim(id, 'a'));
    expect(await postings.claim(claim(id, 'b', 2))).toBe('claimed');
    expect(await postings.markPosted({ id, token: 'a', now: NOW })).toBe(false);
    expect(await postings.markPosted({ id, token: 'b', now: NOW })).toBe(true);
  });
});

describe('postings on DynamoDB', () => {
  const keyOf = (id: string) => marshall({ documentId: `slack#${id}` });

  test('expire after three weeks, and are in none of the indexes', async () => {
    const postings = await engineSubject();
    const id = uniqueName('report');
    await postings.claim(claim(id, 'a'));
    await postings.markPosted({ id, token: 'a', now: NOW });
    const { Item = {} } = await clients.dynamodb.send(
      new GetItemCommand({ TableName: await tableName, Key: keyOf(id) }),
    );
    expect(unmarshall(Item)).toEqual({
      documentId: `slack#${id}`,
      token: 'a',
      postedAt: '2026-11-21T10:00:00.000Z',
      expiresAt: NOW / 1000 + 21 * 24 * 3600,
    });
  });

  test.each([[7], [true], [null], ['zzz'], [''], ['2099-01-01T00:00:00.000Z']])(
    'are not held by the rubbish lease %j',
    async (leaseUntil) => {
      const id = uniqueName('rubbish');
      const Item = { ...keyOf(id), ...marshall({ token: 'x', leaseUntil }) };
      await clients.dynamodb.send(new PutItemCommand({ TableName: await tableName, Item }));
      expect(await (await engineSubject()).claim(claim(id, 'a'))).toBe('claimed');
    },
  );

  test('tell that the table is not there by an error to try again', async () => {
    const postings = createDynamodbPostings({ client: clients.dynamodb, tableName: uniqueName('none') });
    await expect(postings.read('x')).rejects.toThrow(TryAgain);
    await expect(postings.claim(claim('x', 'a'))).rejects.toThrow(TryAgain);
  });
});

describe('the stores of the secret', () => {
  const [ssm, secrets] = [new SSMClient(), new SecretsManagerClient()];
  afterAll(() => [ssm, secrets].forEach((client) => client.destroy()));

  test('a SecureString is decrypted, a secret is read', async () => {
    const Name = `/${uniqueName('hook')}`;
    await ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: SECRET }));
    const { ARN = '' } = await secrets.send(
      new CreateSecretCommand({ Name: uniqueName('hook'), SecretString: SECRET }),
    );
    expect(await createParameterSource(ssm, Name).read()).toBe(SECRET);
    expect(await createSecretSource(secrets, ARN).read()).toBe(SECRET);
  });

  test('what is not there, or holds no text, is an error to try again', async () => {
    const SecretBinary = Buffer.from(SECRET);
    const { ARN = '' } = await secrets.send(
      new CreateSecretCommand({ Name: uniqueName('hook'), SecretBinary }),
    );
    for (const source of [
      createParameterSource(ssm, '/none'),
      createSecretSource(secrets, 'none'),
      createSecretSource(secrets, ARN),
    ])
      await expect(source.read()).rejects.toThrow(TryAgain);
  });
});
