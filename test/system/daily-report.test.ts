// The daily report as it is deployed: rows of a day in, objects and one message out.
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { guarded } from '../../lambda/core/daily-report/day-csv.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { DailySummary } from '../../lambda/daily-report-telemetry.ts';
import type { Ear } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { rowOf } from '../support/daily-world.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';

testEngine();
const outside = new Outside(deployedSystem());
const lambda = new LambdaClient();
const dynamodb = new DynamoDBClient();
const YESTERDAY = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const NAMES = [
  '=HYPERLINK("http://evil.example")',
  '<script>alert(1)</script>.csv',
  'a"b,c\r\nd.txt',
  '＝1+1',
];
let ear: Ear;

beforeAll(async () => {
  ear = await outside.listen(`daily-${Date.now()}`);
});

afterAll(async () => {
  // No other test has to read past them.
  await write(put.map((documentId) => ({ DeleteRequest: { Key: marshall({ documentId }) } })));
  outside.end();
  lambda.destroy();
  dynamodb.destroy();
});

async function report(event: object): Promise<DailySummary> {
  const FunctionName = outside.output('DailyReportFunctionName');
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? '').toString()) as DailySummary;
  if (FunctionError) throw new Error(JSON.stringify(answer));
  return answer;
}

/** More make the engine slow: it looks at every item of the table for every page. */
const ROWS = 4_000;
const BATCH = 25;
const AT_ONCE = 8;

const put: string[] = [];

/** Straight into the table, as rows that are done: whole days cannot be uploaded. */
async function putRows(rows: readonly FileRow[]): Promise<void> {
  put.push(...rows.map(({ documentId }) => documentId));
  await write(
    rows.map(({ openShard: _shard, nextTryAt: _next, ...row }) => ({
      PutRequest: { Item: marshall({ ...row, notification: 'SENT' }) },
    })),
  );
}

async function write(requests: readonly WriteRequest[]): Promise<void> {
  const table = outside.output('FilesTableName');
  const batches: WriteRequest[][] = [];
  for (let at = 0; at < requests.length; at += BATCH) batches.push(requests.slice(at, at + BATCH));
  const work = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop())
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function objectsOf(day: string): Promise<string[]> {
  const Bucket = outside.output('ReportsBucketName');
  return Promise.all(
    ['json', 'csv', 'html'].map(async (kind) => {
      const { Body } = await outside.s3.send(
        new GetObjectCommand({ Bucket, Key: `daily-reports/${day}.${kind}` }),
      );
      return (await Body?.transformToString()) ?? '';
    }),
  );
}

async function heardOf(day: string) {
  await ear.collect();
  return ear.heard.filter(({ body }) => body.type === 'daily-report' && body.day === day);
}

const forget = (day: string) =>
  dynamodb.send(
    new DeleteItemCommand({
      TableName: outside.output('FilesTableName'),
      Key: { documentId: { S: `daily#${day}` } },
    }),
  );

describe('the daily report', () => {
  test('of yesterday comes by {}, as three objects and one message', async () => {
    const rows = NAMES.map((fileName, n) => rowOf(YESTERDAY, n, { fileName, fileSize: 1e9 - n }));
    await putRows(rows);
    const [first] = (await report({})).days;
    expect(first).toMatchObject({ day: YESTERDAY, done: 'written' });
    const [json = '', csv = '', html = ''] = await objectsOf(YESTERDAY);
    const { total, revision } = JSON.parse(json) as { total: number; revision: number };
    const names = (parse(csv, { columns: true }) as { fileName: string }[]).map(({ fileName }) => fileName);
    expect(total).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(NAMES.map(guarded)));
    expect(html).toContain('alert(1)');
    expect(html).not.toContain('<script');
    await eventually(async () => expect(await heardOf(YESTERDAY)).not.toHaveLength(0), { withinMs: 30_000 });
    const heard = (await heardOf(YESTERDAY)).at(-1);
    expect(heard?.attributes).toEqual({ type: 'daily-report', audience: 'all' });
    expect(heard?.body).toMatchObject({
      notificationId: `daily-report-${YESTERDAY}-${revision}`,
      total,
      reportKey: `daily-reports/${YESTERDAY}.json`,
    });
    expect((await report({})).days[0]).toMatchObject({ done: 'unchanged', revision });
  }, 120_000);

  test('of a day that somebody asks for gets a second revision by a late row; two at once make one', async () => {
    const day = '2019-05-04';
    await putRows(Array.from({ length: 300 }, (_, n) => rowOf(day, n)));
    const both = await Promise.all([report({ day }), report({ day })]);
    const done = both.map(({ days }) => days[0]?.done).sort();
    expect(['busy written', 'unchanged written']).toContain(done.join(' '));
    await putRows([rowOf(day, 300)]);
    expect((await report({ day })).days).toMatchObject([{ done: 'written', revision: 2, total: 301 }]);
    await eventually(async () => expect(await heardOf(day)).toHaveLength(2), { withinMs: 30_000 });
    expect((await heardOf(day)).map(({ body }) => body.notificationId).sort()).toEqual([
      `daily-report-${day}-1`,
      `daily-report-${day}-2`,
    ]);
  }, 120_000);

  test('of today or of a day to come is refused with the reason', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await expect(report({ day: today })).rejects.toThrow('is not over');
    await expect(report({ day: '2999-01-01' })).rejects.toThrow('lies in the future');
  });

  test('of a few thousand rows is the same when its bookkeeping is lost', async () => {
    const day = '2019-06-07';
    await putRows(
      Array.from({ length: ROWS }, (_, n) => rowOf(day, n, { fileSize: (n * 7919) % 1_000_003 })),
    );
    const begun = Date.now();
    expect((await report({ day })).days).toMatchObject([{ done: 'written', total: ROWS }]);
    console.log(
      `figure: report of ${ROWS} rows on the engine: ${((Date.now() - begun) / 1000).toFixed(1)} s`,
    );
    const first = await objectsOf(day);
    await forget(day);
    expect((await report({ day })).days).toMatchObject([{ done: 'written', revision: 1, total: ROWS }]);
    expect((await objectsOf(day)).every((body, at) => body === first[at])).toBe(true);
  }, 300_000);
});
