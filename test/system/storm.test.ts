// A storm of bad files: people get a handful of messages and digests that add up, machines get every file.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { Ear, type Heard } from '../../scripts/lib/outside/ear.ts';
import { withClients } from '../../scripts/lib/outside/mixed-files.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { settled } from '../support/promise-checker.ts';

testEngine();
const outside = new Outside(deployedSystem());
const [sns, lambda] = [new SNSClient(), new LambdaClient()];
const RUN = `storm-${Date.now()}`;
const FILES = 1_000;
const THRESHOLD = 20;
const MOST_FOR_PEOPLE = 25;
const MINUTE_IN_MS = 60_000;
/** A storm that begins this late in a minute may have the mails of two. */
const LATE_IN_MS = 45_000;
/** A minute is told when it has been over for a minute. */
const TOLD_WITHIN_MS = 180_000;

let [people, failures, machines]: Ear[] = [];

beforeAll(async () => {
  [people, failures, machines] = await Promise.all([
    subscribe('people', { audience: ['all'] }),
    subscribe('failures', { audience: ['all'], status: ['REJECTED', 'FAILED', 'DELETED'] }),
    subscribe('machines'),
  ]);
});

afterAll(() => {
  outside.end();
  sns.destroy();
  lambda.destroy();
});

/** A queue on the results topic, with the filter of a mail subscription or with none. */
async function subscribe(name: string, filter?: Record<string, string[]>): Promise<Ear> {
  const { QueueUrl = '' } = await outside.sqs.send(new CreateQueueCommand({ QueueName: `${RUN}-${name}` }));
  const { Attributes } = await outside.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: outside.output('ResultsTopicArn'),
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      ReturnSubscriptionArn: true,
    }),
  );
  const AttributeName = 'FilterPolicy';
  if (filter)
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName,
        AttributeValue: JSON.stringify(filter),
      }),
    );
  return new Ear(outside.sqs, QueueUrl);
}

/** What the schedule does every minute; it may be at work just now. */
async function runDigest(): Promise<unknown> {
  const FunctionName = outside.output('NotifyDigestFunctionName');
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: '{}' }),
  );
  return (JSON.parse(Buffer.from(Payload ?? '').toString()) as { done?: unknown }).done;
}

const minuteOf = ({ processedAt = '' }: Pick<FileRow, 'processedAt'>) => processedAt.slice(0, 16);
const isOfStorm = ({ fileName }: Pick<FileRow, 'fileName'>) => fileName.startsWith(`${RUN}/`);
const files = (heard: readonly Heard[]) =>
  heard.filter(({ body }) => body.type === 'file' && String(body.fileName).startsWith(`${RUN}/`));

/** Of the minutes of the storm; those before it may still be told meanwhile. */
function digests(heard: readonly Heard[], minutes: ReadonlySet<string>): Heard[] {
  return heard.filter(
    ({ body }) =>
      body.type === 'digest' &&
      [...minutes].some(
        (minute) => minute >= String(body.from).slice(0, 16) && minute < String(body.to).slice(0, 16),
      ),
  );
}

const totalOf = (some: readonly Heard[]) => some.reduce((sum, { body }) => sum + Number(body.total), 0);

test('1,000 rejected files: at most 25 messages to people, 1,000 to machines, 1,000 rows, and the digests add up', async () => {
  const late = Date.now() % MINUTE_IN_MS;
  if (late > LATE_IN_MS) await new Promise((resolve) => setTimeout(resolve, MINUTE_IN_MS - late + 100));
  const keys = Array.from({ length: FILES }, (_, n) => `${RUN}/${n} <!channel> http://evil.com.csv`);
  const begun = Date.now();
  await withClients(50, keys, async (key) => void (await outside.put(key, 'a,b\n1\n')));
  await settled(outside, [{ key: keys.at(-1) ?? '', versionId: '' }], 240_000);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);

  const all = await outside.allRows();
  const rows = all.filter(isOfStorm);
  expect(rows).toHaveLength(FILES);
  expect(new Set(rows.map(({ status, reasonCode }) => `${status} ${reasonCode}`))).toEqual(
    new Set(['REJECTED MALFORMED_CSV']),
  );
  const minutes = new Set(rows.map(minuteOf));
  const quiet = all.filter((row) => row.audience === 'machines' && minutes.has(minuteOf(row)));

  await eventually(
    async () => {
      await runDigest();
      const told = totalOf(digests((await people?.collect()) ?? [], minutes));
      expect(told).toBe(quiet.length);
    },
    { withinMs: TOLD_WITHIN_MS, everyMs: 3_000 },
  );
  // A second run tells nothing again.
  expect(await runDigest()).toMatch(/ran|busy/);

  const [toPeople, toFailures, toMachines] = await Promise.all(
    [people, failures, machines].map(async (ear) => (await ear?.collect()) ?? []),
  );
  if (!toPeople || !toFailures || !toMachines) throw new Error('Nobody listened.');
  const own = digests(toPeople, minutes);
  const mailed = files(toPeople).length;
  const others = quiet.filter((row) => !isOfStorm(row)).length;
  console.log(
    `figure: 1,000 rejected files in ${seconds} s (${minutes.size} minutes): ${mailed} file messages and ${own.length} digests to people, ${files(toMachines).length} to machines`,
  );
  expect(mailed).toBeLessThanOrEqual(THRESHOLD);
  expect(mailed + own.length).toBeLessThanOrEqual(MOST_FOR_PEOPLE + minutes.size - 1);
  expect(own.length).toBeLessThanOrEqual(minutes.size);
  expect(mailed + totalOf(own) - others).toBe(FILES);
  expect(new Set(own.map(({ body }) => body.notificationId)).size).toBe(own.length);
  for (const { body, attributes } of own) {
    expect(attributes).toEqual({ type: 'digest', audience: 'all', status: 'REJECTED' });
    expect(body).toMatchObject({ topReasons: [expect.objectContaining({ reasonCode: 'MALFORMED_CSV' })] });
  }
  expect(new Set(files(toMachines).map(({ body }) => body.notificationId)).size).toBe(FILES);
  expect(files(toMachines)).toHaveLength(FILES);
  expect(files(toFailures)).toHaveLength(mailed);
  expect(digests(toFailures, minutes)).toHaveLength(own.length);
}, 480_000);
