// `npm run file -- replay` and `backfill` as people type them: which messages they leave in the file queue.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import { NAME, SmallEnvironment } from './small-environment.ts';

// Each command is a process of its own, on a machine that may be busy.
jest.setTimeout(120_000);

let env: SmallEnvironment;

beforeAll(async () => {
  env = await SmallEnvironment.deploy();
});

afterAll(() => env.end());

describe('replay', () => {
  test('puts one message about exactly that version into the file queue', async () => {
    const { versionId } = await env.finished(NAME);
    const { code, stdout } = await env.file('replay', NAME, '--no-wait', '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, versionId, requestedRevision: 2 });
    expect(await env.ownMessages()).toMatchObject([{ key: NAME, versionId, revision: 2, round: 0 }]);
  });

  test('refuses an unknown version with one sentence', async () => {
    const { code, stdout, stderr } = await env.file('replay', NAME, '--version', 'none');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^No version "none" of .* is known in the environment test; .*\n$/);
  });
});

describe('backfill', () => {
  test('gives each version without a row a row and a message, once', async () => {
    const keys = ['b/1.csv', 'b/2 é+\n.csv', 'b/2 é+\n.csv', 'c/3.csv'];
    for (const key of keys) await env.upload(key);
    await env.drain('FileQueueUrl');
    const first = await env.file('backfill', 'b/', '--rate', '50', '--json');
    expect({ code: first.code, ...JSON.parse(first.stdout) }).toMatchObject({
      code: 0,
      queued: 3,
      passedOver: 0,
    });
    const sent = await env.ownMessages();
    expect(sent.map(({ key }) => key).sort()).toEqual(keys.slice(0, 3));
    for (const { bucketName, key, versionId = '' } of sent)
      expect(await env.row(documentIdOf({ bucketName, key, versionId }))).toMatchObject({
        status: 'PROCESSING',
        attempt: 0,
        revision: 1,
      });
    const again = await env.file('backfill', 'b/');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 queued, 3 have a row') });
    expect(await env.ownMessages()).toEqual([]);
  });

  test('takes the whole bucket only with --yes', async () => {
    const { code, stderr } = await env.file('backfill', '');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no terminal to ask for confirmation; add --yes if you are sure.\n',
    });
    expect(await env.ownMessages()).toEqual([]);
    expect((await env.file('backfill', '', '--yes')).code).toBe(0);
    expect(await env.ownMessages()).toMatchObject([{ key: 'c/3.csv' }]);
  });
});
