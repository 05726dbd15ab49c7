// `npm run file -- forget` as people type it: what is left in buckets and table.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { NAME, SmallEnvironment } from './small-environment.ts';

// Each command is a process of its own, on a machine that may be busy.
jest.setTimeout(120_000);

let env: SmallEnvironment;

beforeAll(async () => {
  env = await SmallEnvironment.deploy();
});

afterAll(() => env.end());

describe('forget', () => {
  test('leaves tombstones of all versions and nothing else, for any name', async () => {
    const key = `forget/${NAME}`;
    const neighbour = await env.finished(`${key}x`);
    const rows = [await env.finished(key), await env.finished(key)];
    const unseen = await env.upload(key);
    await env.clients.s3.send(new DeleteObjectCommand({ Bucket: env.out('SourceBucketName'), Key: key }));
    expect(await env.versionsIn('SourceBucketName', key)).toHaveLength(4);
    expect(await env.file('forget', key)).toMatchObject({ code: 1, stdout: '' });
    expect(await env.versionsIn('SourceBucketName', key)).toHaveLength(4);

    const { code, stdout } = await env.file('forget', key, '--yes', '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      fileName: key,
      versions: 3,
      objectVersions: 3,
      deleteMarkers: 1,
      reportVersions: 4,
    });
    expect(await env.versionsIn('SourceBucketName', key)).toEqual([]);
    for (const { documentId } of [...rows, unseen]) {
      expect(await env.versionsIn('ReportsBucketName', `processed/${documentId}.json`)).toEqual([]);
      const row = await env.row(documentId);
      expect(row).toMatchObject({ status: 'DELETED', notification: 'SENT', fileName: key });
      for (const name of ['eTag', 'fileSize', 'details', 'daySlot', 'openShard'])
        expect(row).not.toHaveProperty(name);
    }
    expect(await env.row(neighbour.documentId)).toEqual(neighbour);
    expect(await env.versionsIn('ReportsBucketName', `processed/${neighbour.documentId}.json`)).toHaveLength(
      2,
    );

    const history = await env.file('history', key, '--json');
    expect(JSON.parse(history.stdout)).toMatchObject([1, 2, 3].map(() => ({ isForgotten: true })));
    expect((await env.file('forget', key, '--yes')).code).toBe(0);
    const refused = await env.file('replay', key);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('was forgotten') });
  });

  test('knows no such file', async () => {
    const { code, stderr } = await env.file('forget', 'none', '--yes');
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No file "none" .*\n$/),
    });
  });
});
