// Rubbish for redrive and reconcile: what nobody understands is parked word for word, nothing loops, nothing crashes.
import { DynamoDBClient, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { PASS_RECORD_ID } from '../../../lambda/adapters/dynamodb-pass-record.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { switchRule } from '../events-api.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';
import { replayMessage, s3Event } from '../messages.ts';
import type { DrillSystem } from '../system.ts';

const DRAIN_WITHIN_MS = 300_000;
const FILES = 5;
const LARGE_IN_BYTES = 256 * 1024;
const GONE = 'bad/no longer here.txt';

export const badInput: Drill = {
  name: 'bad-input',
  what: 'foreign messages, one of 256 KB, keys that no longer exist for redrive; rubbish in the place of reconcile',
  run,
};

/** What redrive must park. */
const FOREIGN = [
  'not JSON',
  '[]',
  '{"foreign":true}',
  '{"source":"aws.s3","detail-type":"Object Created","detail":{}}',
  '{"Records":[]}',
  JSON.stringify({ foreign: 'x'.repeat(LARGE_IN_BYTES - '{"foreign":""}'.length) }),
];

/** What can be wrong with the kept place: a wrong type, half a place, a place that is none, a time of the future, a lease without end. */
const RUBBISH: Record<string, AttributeValue>[] = [
  { state: { N: '42' } },
  { state: { M: { key: { N: '7' }, startedAt: { S: 'yesterday' } } } },
  { state: { M: { versionId: { S: 'without a key' }, startedAt: { S: '2026-01-01T00:00:00.000Z' } } } },
  {
    state: {
      M: {
        key: { S: 'bad/' },
        versionId: { S: 'no such version' },
        startedAt: { S: '2026-01-01T00:00:00.000Z' },
      },
    },
  },
  { state: { M: { startedAt: { S: '2999-01-01T00:00:00.000Z' }, failedRuns: { S: 'many' } } } },
  { leaseUntil: { S: '9999-12-31T00:00:00.000Z' }, token: { S: 'nobody' } },
  { leaseUntil: { N: '1' }, token: { BOOL: true } },
];

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear } = system;
  // One comes through the file queue, ten receives and all; the others are dead letters at once.
  const [first = '', ...others] = FOREIGN;
  await outside.send('FileQueueUrl', first);
  for (const body of others) await outside.send('FileDeadLetterQueueUrl', body);
  const purged = await lettersOfNothing(system);
  const answered = await system.invoke('RedriveFunctionName', {});
  const files = mixedFiles(RUBBISH.length * FILES, 'bad/');
  const passes = await rubbishPasses(system, files);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const findings = await judge({
    outside,
    heard: await ear.collect(),
    allowedRepeats: () => 0,
    purged: new Set([purged]),
    parked: FOREIGN.length,
  });
  return {
    checked: `${PROMISE}; foreign messages parked word for word, reconcile walks on after every rubbish`,
    figures: [
      `${FOREIGN.length} messages parked, the largest of ${LARGE_IN_BYTES / 1024} KB`,
      `${RUBBISH.length} kinds of rubbish in the place of reconcile, ${passes.found} files found nevertheless`,
      `at rest after ${drained?.toFixed(0) ?? 'too many'} s`,
    ],
    violations: [
      ...(answered.hasFailed ? [`Redrive failed: ${JSON.stringify(answered.answer)}`] : []),
      ...(answered.answer.errors === 0 ? [] : [`Redrive met errors: ${JSON.stringify(answered.answer)}`]),
      ...passes.violations,
      ...restless(drained, 'after the rubbish'),
      ...(await notParked(system)),
      ...wrongVerdicts(findings.rows, files),
      ...findings.violations,
    ],
  };
}

/** Letters about a key that never was, about a bucket that is not ours, and about a version that was purged; only the last one leaves a row. */
async function lettersOfNothing({ outside, engine }: DrillSystem): Promise<string> {
  const bucketName = outside.output('SourceBucketName');
  await switchRule(engine.endpoint, false);
  const versionId = await outside.put(GONE, 'gone\n');
  await outside.s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: GONE, VersionId: versionId }));
  for (const body of [
    s3Event({ bucketName, key: 'bad/never.txt' }),
    replayMessage({ bucketName, key: GONE, versionId }, 1),
  ]) {
    await outside.send('FileDeadLetterQueueUrl', body);
  }
  return `${GONE} ${versionId}`;
}

/** The rule stays off: what arrives between two kinds of rubbish can be found by reconcile alone. */
async function rubbishPasses(system: DrillSystem, files: ReturnType<typeof mixedFiles>) {
  const client = new DynamoDBClient();
  const violations: string[] = [];
  let found = 0;
  for (const [at, rubbish] of RUBBISH.entries()) {
    await upload(system, files.slice(at * FILES, (at + 1) * FILES));
    await putRubbish(client, system, rubbish);
    const { hasFailed, answer } = await system.invoke('ReconcileFunctionName', { minimumAgeInMinutes: 0 });
    found += Number(answer.sent ?? 0);
    if (hasFailed || answer.sent !== FILES || answer.stoppedBy !== 'pass')
      violations.push(`After ${JSON.stringify(rubbish)} reconcile answered ${JSON.stringify(answer)}`);
  }
  client.destroy();
  return { found, violations };
}

async function putRubbish(
  client: DynamoDBClient,
  { outside }: DrillSystem,
  rubbish: Record<string, AttributeValue>,
): Promise<void> {
  const names = Object.keys(rubbish);
  await client.send(
    new UpdateItemCommand({
      TableName: outside.output('FilesTableName'),
      Key: { documentId: { S: PASS_RECORD_ID } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        names.map((name) => [`:${name}`, rubbish[name] ?? { NULL: true }]),
      ),
    }),
  );
}

/** Looks into the parked queue without taking anything out. */
async function notParked({ outside, engine }: DrillSystem): Promise<string[]> {
  const address = `${engine.endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(outside.output('ParkedQueueUrl'))}`;
  const text = await (await fetch(address)).text();
  const bodies = new Set<string>();
  JSON.parse(text, (name, value: unknown) => {
    if (name === 'Body' && typeof value === 'string') bodies.add(value);
    return value;
  });
  return FOREIGN.filter((body) => !bodies.has(body)).map(
    (body) => `Not parked word for word: ${body.slice(0, 60)}`,
  );
}
