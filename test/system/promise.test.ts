import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../lambda/core/document-id.ts';
import { deployedSystem } from '../support/deployed.ts';
import { envelope } from '../support/events.ts';
import { mixedFile, withClients } from '../../scripts/lib/outside/mixed-files.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { expectPromiseKept, settled, type Uploaded } from '../support/promise-checker.ts';

const outside = new Outside(deployedSystem());
/** Keys of their own for every run, so that a second run on the same engine starts afresh. */
const RUN = `run-${Date.now()}`;
let ear: Ear;

beforeAll(async () => {
  ear = await outside.listen(`promise-${RUN}`);
});

afterAll(() => outside.end());

describe('1,000 mixed files by 50 clients', () => {
  const files = Array.from({ length: 1000 }, (_, n) => mixedFile(n, `${RUN}/thousand/`));
  const uploaded: Uploaded[] = [];

  test('end in one terminal row, one report and one message each, and empty queues', async () => {
    const begun = Date.now();
    await withClients(50, files, async ({ key, body }) => {
      uploaded.push({ key, versionId: await outside.put(key, body) });
    });
    const accepted = Date.now();
    await settled(outside, uploaded, 400_000);
    const done = Date.now();
    const perSecond = (ms: number) => (files.length / (ms / 1000)).toFixed(0);
    console.log(
      `figure: 1,000 files by 50 clients: accepted ${perSecond(accepted - begun)}/s, processed ${perSecond(done - begun)}/s (${((done - begun) / 1000).toFixed(1)} s from the first upload to the last result)`,
    );
    const rows = await expectPromiseKept(outside, ear, uploaded);
    for (const [at, { key, versionId }] of uploaded.entries()) {
      const { expected } = files.find((file) => file.key === key) ?? mixedFile(at);
      expect({ key, ...rows.get(`${key}\n${versionId}`) }).toMatchObject({ key, ...expected });
    }
  }, 480_000);
});

describe('three deliveries of each event, shuffled', () => {
  test('make one row, one report and one message for each version', async () => {
    const uploaded: Uploaded[] = [];
    const copies: string[] = [];
    await withClients(
      10,
      Array.from({ length: 60 }, (_, n) => mixedFile(n, `${RUN}/thrice/`)),
      async ({ key, body }) => {
        const versionId = await outside.put(key, body);
        uploaded.push({ key, versionId });
        const copy = envelope({
          bucketName: outside.output('SourceBucketName'),
          key,
          versionId,
          size: body.length,
        });
        copies.push(JSON.stringify(copy), JSON.stringify(copy));
      },
    );
    // Not by chance: the order is the one of the hashes, so that a failure can be repeated.
    copies.sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
    for (let at = 0; at < copies.length; at += 10) {
      const Entries = copies.slice(at, at + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
      await outside.sqs.send(
        new SendMessageBatchCommand({ QueueUrl: outside.output('FileQueueUrl'), Entries }),
      );
    }
    await settled(outside, uploaded, 120_000);
    const rows = await expectPromiseKept(outside, ear, uploaded);
    expect(rows.size).toBe(60);
  }, 180_000);
});

const orderOf = (text: string) => documentIdOf({ bucketName: 'order', key: text, versionId: '' });

describe('the same key uploaded five times in a burst', () => {
  test.each([
    ['with different contents', (n: number) => `upload number ${n}\n`],
    ['with the same content', () => 'always the same\n'],
  ])(
    '%s has five rows and five reports, in the order of the uploads',
    async (what, bodyOf) => {
      const key = `${RUN}/burst ${what}.txt`;
      const uploaded: Uploaded[] = [];
      for (let n = 0; n < 5; n++) uploaded.push({ key, versionId: await outside.put(key, bodyOf(n)) });
      await settled(outside, uploaded, 120_000);
      await expectPromiseKept(outside, ear, uploaded);
      expect((await outside.rows(key)).map(({ versionId }) => versionId)).toEqual(
        uploaded.map(({ versionId }) => versionId),
      );
    },
    180_000,
  );
});
