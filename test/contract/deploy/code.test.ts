// Code and templates in the artifact bucket, and the developer's loop past CloudFormation.
import { ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { buildFunction } from '../../../scripts/lib/build/build-function.ts';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { updateFunction } from '../../../scripts/lib/update-function.ts';
import { artifactBucketOf, putOnce, uploadFunction } from '../../../scripts/lib/upload.ts';
import { testEngine } from '../../support/engine.ts';
import { liveVersion, say } from './live-function.ts';
import { createSmallSystem, handlerThatSays, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const FUNCTION = 'small-code-greet';
let system: SmallSystem;
let clients: Clients;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createSmallSystem('code');
  await system.deploy();
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

describe('a template above 51,200 bytes', () => {
  test('is fetched from the artifact bucket', async () => {
    await system.replace(
      'templates/dynamodb.yaml',
      'Resources:',
      `${`# ${'x'.repeat(98)}\n`.repeat(600)}Resources:`,
    );
    await system.replace(
      'templates/dynamodb.yaml',
      'Type: String\n      Value: !Imp',
      'Type: String\n      Description: large\n      Value: !Imp',
    );
    expect((await system.deploy({ only: 'dynamodb' })).changed).toEqual(['dynamodb']);
    const bucket = await artifactBucketOf(clients, system.target);
    const { Contents = [] } = await clients.s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'small-templates/' }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual([
      expect.stringMatching(/^small-templates\/[0-9a-f]{64}\.yaml$/),
    ]);
  });
});

describe('putOnce', () => {
  test('writes a key once and says whether it did', async () => {
    const bucket = await artifactBucketOf(clients, system.target);
    const upload = { bucket, key: 'once.txt', body: Buffer.from('one'), contentType: 'text/plain' };
    const first = await putOnce(clients, upload);
    expect(first.isNew).toBe(true);
    expect((await putOnce(clients, { ...upload, body: Buffer.from('two') })).isNew).toBe(false);
    expect(await (await fetch(first.url)).text()).toBe('one');
  });
});

describe('updateFunction', () => {
  test('puts new code live without a deployment; the same code again is the same version', async () => {
    await system.write('lambda/handlers/greet.ts', handlerThatSays('ciao'));
    const built = await buildFunction(system.source.root, 'greet');
    const uploaded = await uploadFunction(clients, await artifactBucketOf(clients, system.target), built);
    const version = await updateFunction(clients, { functionName: FUNCTION, built, uploaded });
    expect(await say(clients, FUNCTION)).toBe('ciao');
    expect(await liveVersion(clients, FUNCTION)).toBe(version);
    expect(await updateFunction(clients, { functionName: FUNCTION, built, uploaded })).toBe(version);
  });

  test('is overtaken by the next deployment of the same code', async () => {
    expect((await system.deploy()).changed).toEqual(['greet']);
    expect(await say(clients, FUNCTION)).toBe('ciao');
    const { Versions = [] } = await clients.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: FUNCTION }),
    );
    expect(Versions.map(({ Version }) => Version)).toContain(await liveVersion(clients, FUNCTION));
  });

  test('says that a function has to be deployed first', async () => {
    const built = await buildFunction(system.source.root, 'greet');
    const uploaded = {
      bucket: await artifactBucketOf(clients, system.target),
      key: 'x',
      url: '',
      isNew: false,
    };
    await expect(
      updateFunction(clients, { functionName: 'small-none-greet', built, uploaded }),
    ).rejects.toThrow('There is no function small-none-greet; run `npm run deploy`');
  });
});
