// The whole system once where IAM decides about every call and policies that want TLS get it: the roles of the templates are enough, and one permission less is not.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEngine, type Engine } from '../../scripts/local/engine.ts';
import { pointSdkAt } from '../../scripts/local/engine-environment.ts';
import { differences, loadSamples } from '../../scripts/local/samples.ts';
import { envelope } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { deployWorkedSystem, type WorkedSystem } from '../support/worked-system.ts';

let engine: Engine;
let system: WorkedSystem;

beforeAll(async () => {
  engine = await startEngine({ name: 'engine-enforced', isEnforcing: true });
  pointSdkAt(engine.endpoint);
  system = await deployWorkedSystem('enforced', engine.endpoint);
}, 240_000);

afterAll(async () => {
  await system?.end();
  await engine?.stop();
});

/** What functions were refused, as their log lines tell it. */
const denials = () =>
  readFileSync(engine.logFile, 'utf8').match(/is not authorized to perform: \S+|AccessDenied\b/g) ?? [];

test('who is nobody is refused, and so is plain http', async () => {
  const bucket = system.outside.output('SourceBucketName');
  expect((await fetch(`${engine.endpoint}/${bucket}?versions`)).status).toBe(403);
  await expect(fetch(engine.endpoint.replace('https', 'http'))).rejects.toThrow();
});

test('every sample ends as foretold', async () => {
  const samples = loadSamples();
  for (const { name, body } of samples) await system.outside.put(name, body);
  await system.settle();
  for (const { name, expected } of samples) {
    const [row] = await system.outside.rows(name);
    expect(row && differences(expected, row)).toEqual([]);
  }
}, 150_000);

test('redrive, reconcile and everything else that functions do is allowed', async () => {
  await system.workload.run();
  expect(denials()).toEqual([]);
}, 150_000);

test('with one permission less, redrive says so and leaves its letter', async () => {
  const { source, outside } = system;
  await source.edit('templates/redrive.yaml', (text) =>
    text.replace('dynamodb:GetItem, dynamodb:UpdateItem', 'dynamodb:GetItem'),
  );
  await system.redeploy('redrive');
  const bucketName = outside.output('SourceBucketName');
  const letter = envelope({ bucketName, key: 'denied.txt', versionId: 'no such version' });
  await outside.send('FileDeadLetterQueueUrl', JSON.stringify(letter));
  expect(await system.invoke('RedriveFunctionName', {})).toMatchObject({ sent: 0, errors: 1 });
  await eventually(
    async () => expect(denials()).toContain('is not authorized to perform: dynamodb:UpdateItem'),
    {
      withinMs: 10_000,
    },
  );
  expect(await outside.depth(outside.output('FileDeadLetterQueueUrl'))).toBe(1);
}, 60_000);
