// `npm run file -- trace` against the whole system: a processed, a rejected and a retried file, each with the log lines of its functions.
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import type { Trace } from '../../scripts/lib/file/trace.ts';
import { runFile } from '../contract/file/run-file.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { envelope } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';

jest.setTimeout(120_000);

testEngine();
const outside = new Outside(deployedSystem());
const dynamodb = new DynamoDBClient();
const RUN = `trace-${Date.now()}`;

afterAll(() => {
  outside.end();
  dynamodb.destroy();
});

async function traceOf(key: string, ...more: string[]): Promise<{ json: Trace; text: string }> {
  const target = ['--project', 'file-processing', '--environment', 'local', ...more];
  const [json, text] = [
    await runFile(['trace', key, '--json', ...target]),
    await runFile(['trace', key, ...target]),
  ];
  for (const { code, stderr } of [json, text]) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return { json: JSON.parse(json.stdout) as Trace, text: text.stdout };
}

/** Uploads, and waits for the end of the file and of its invocation: the last line is logged after the row is marked. */
async function finished(key: string, body: string): Promise<string> {
  const versionId = await outside.put(key, body);
  await announced(key, versionId);
  return versionId;
}

async function announced(key: string, versionId: string): Promise<void> {
  await eventually(
    async () => {
      const row = (await outside.rows(key)).find((found) => found.versionId === versionId);
      expect(row).toMatchObject({ notification: 'SENT' });
      const { stdout } = await runFile(
        ['trace', key, '--json', '--version-id', versionId].concat([
          '--project',
          'file-processing',
          '--environment',
          'local',
        ]),
      );
      expect(stepNames(JSON.parse(stdout) as Trace)).toContain('announced');
    },
    { withinMs: 60_000 },
  );
}

const stepNames = ({ steps }: Trace) => steps.map(({ step }) => step);

describe('npm run file -- trace', () => {
  test('tells the life of a processed file, also of one version of several', async () => {
    const key = `${RUN}/spaced é+\u202e.csv`;
    const first = await finished(key, 'name,n\nAda,1\n');
    const second = await finished(key, 'name,n\nAda,1\nBob,2\n');
    const { json, text } = await traceOf(key);
    expect(json).toMatchObject({
      fileName: key,
      versionId: second,
      otherVersions: 1,
      isInBucket: true,
      row: { status: 'PROCESSED', recordCount: 2 },
      report: { key: `processed/${json.documentId}.json`, differsIn: [] },
      notification: { notificationId: `${json.documentId}-1`, state: 'SENT' },
      cutOff: [],
    });
    expect(stepNames(json).sort()).toEqual(
      ['announced', 'claimed', 'committed', 'queued', 'reported', 'uploaded'].sort(),
    );
    expect(json.lines.every(({ fields }) => fields.file_id === json.documentId)).toBe(true);
    expect(json.steps.map(({ afterMs }) => afterMs ?? 0).every((ms) => ms >= 0 && ms < 60_000)).toBe(true);
    expect(text).toContain('equal to the row');
    expect(text).not.toContain('\u202e');
    expect((await traceOf(key, '--version-id', first)).json).toMatchObject({ row: { recordCount: 1 } });
  });

  test('tells why a file was rejected', async () => {
    const key = `${RUN}/ragged.csv`;
    await finished(key, 'a,b\n1\n');
    const { json, text } = await traceOf(key);
    expect(json).toMatchObject({ row: { status: 'REJECTED', reasonCode: 'MALFORMED_CSV' } });
    expect(json.lines.at(-1)).toMatchObject({ functionName: 'process-file', message: 'file rejected' });
    expect(text).toMatch(/REJECTED, MALFORMED_CSV: /);
  });

  test('tells of a file that was in the hands of a dead process, was given back, and came again', async () => {
    const key = `${RUN}/retried.txt`;
    const versionId = await finished(key, 'one two three\n');
    const { documentId, uploadedAt } = (await traceOf(key)).json.row ?? {};
    const [bucketName, TableName] = [outside.output('SourceBucketName'), outside.output('FilesTableName')];
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: marshall({ documentId }) }));
    const leaseUntil = new Date(Date.now() + 4_000).toISOString();
    const row = { documentId, bucketName, fileName: key, versionId, uploadedAt, leaseUntil };
    const work = { status: 'PROCESSING', attempt: 1, redriveRounds: 0, revision: 1, token: 'dead' };
    const open = { nextTryAt: leaseUntil, openShard: documentId?.slice(0, 1) };
    await dynamodb.send(new PutItemCommand({ TableName, Item: marshall({ ...row, ...work, ...open }) }));
    await outside.send('FileQueueUrl', JSON.stringify(envelope({ bucketName, key, versionId })));
    await eventually(
      async () => {
        const { json } = await traceOf(key);
        expect(json.row).toMatchObject({ status: 'PROCESSED', attempt: 2, notification: 'SENT' });
        expect(stepNames(json).filter((step) => step === 'announced')).toHaveLength(2);
      },
      { withinMs: 60_000 },
    );
    const { json, text } = await traceOf(key);
    const returned = json.steps.findIndex(({ step }) => step === 'returned');
    expect(json.steps[returned]?.what).toMatch(/^busy, again after \d s$/);
    const later = json.steps.slice(returned).map(({ step, what }) => `${step} ${what}`);
    expect(later.find((step) => step.startsWith('claimed'))).toMatch(
      /delivery 2 of its message; 1 earlier ended without a word$/,
    );
    expect(new Set(json.lines.map(({ fields }) => fields.message_id)).size).toBe(2);
    expect(text).toMatch(/returned +│ process-file │ busy, again after \d s/);
  });
});
