// Deploying on the engine: order, repetition, changes, dry run, failures and what they leave behind.
import { DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { artifactBucketOf } from '../../../scripts/lib/upload.ts';
import { testEngine } from '../../support/engine.ts';
import { liveVersion, say } from './live-function.ts';
import { createSmallSystem, handlerThatSays, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const FUNCTION = 'small-deploy-greet';
let system: SmallSystem;
let clients: Clients;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createSmallSystem('deploy');
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

async function statusOf(short: string): Promise<string | undefined> {
  const { Stacks } = await clients.cloudFormation.send(
    new DescribeStacksCommand({ StackName: `small-deploy-${short}` }),
  );
  return Stacks?.[0]?.StackStatus;
}

async function stackNames(): Promise<string[]> {
  const { StackSummaries = [] } = await clients.cloudFormation.send(new ListStacksCommand({}));
  const living = StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  return living
    .map(({ StackName = '' }) => StackName)
    .filter((name) => name.startsWith('small-deploy-'))
    .sort();
}

async function zipKeys(): Promise<string[]> {
  const bucket = await artifactBucketOf(clients, system.target);
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'lambda/' }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

// The tests tell one story, in this order.
describe('deployStacks', () => {
  test('shows in a dry run what it would do, and leaves nothing behind', async () => {
    const { changed, lines } = await system.deploy({ dryRun: true });
    expect(changed).toEqual(['artifact-bucket', 'dynamodb', 'greet']);
    expect(lines).toContain('artifact-bucket:   + Topic (AWS::SNS::Topic)');
    expect(lines.filter((line) => / created| uploaded /.test(line))).toEqual([]);
    expect(await stackNames()).toEqual([]);
  });

  test('refuses a function stack alone while there is nowhere to put the code', async () => {
    const { message } = await system.failToDeploy({ only: 'greet' });
    expect(message).toContain('The stack small-deploy-artifact-bucket does not exist');
    expect(message).toContain('run `npm run deploy`');
  });

  test('creates all stacks, and the code runs behind the alias', async () => {
    const { changed, outputs } = await system.deploy();
    expect(changed).toEqual(['artifact-bucket', 'dynamodb', 'greet']);
    expect(outputs.ArtifactBucketName).toBe('small-deploy-artifact-000000000000-us-east-1');
    expect(outputs.FunctionName).toBe(FUNCTION);
    expect(await say(clients, FUNCTION)).toBe('hello');
    expect(await zipKeys()).toEqual([expect.stringMatching(/^lambda\/[0-9a-f]{64}\.zip$/)]);
  });

  test('puts project and environment on the stacks as tags', async () => {
    const { Stacks } = await clients.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'small-deploy-greet' }),
    );
    expect(Stacks?.[0]?.Tags).toEqual([
      { Key: 'project', Value: 'small' },
      { Key: 'environment', Value: 'deploy' },
    ]);
  });

  test('changes nothing the second time: no change set, no upload, same version, same outputs', async () => {
    const version = await liveVersion(clients, FUNCTION);
    const { changed, outputs, lines } = await system.deploy();
    expect(changed).toEqual([]);
    expect(lines.filter((line) => line.endsWith(': unchanged'))).toHaveLength(3);
    expect(lines.some((line) => line.includes('already there'))).toBe(true);
    expect(outputs.FunctionName).toBe(FUNCTION);
    expect(await liveVersion(clients, FUNCTION)).toBe(version);
    expect(await zipKeys()).toHaveLength(1);
  });

  test('one byte of the code: another zip, another version, only that stack', async () => {
    const version = await liveVersion(clients, FUNCTION);
    await system.write('lambda/handlers/greet.ts', handlerThatSays('hallo'));
    const { changed } = await system.deploy();
    expect(changed).toEqual(['greet']);
    expect(await liveVersion(clients, FUNCTION)).not.toBe(version);
    expect(await say(clients, FUNCTION)).toBe('hallo');
    expect(await zipKeys()).toHaveLength(2);
  });

  test('takes parameter values from the file of the environment', async () => {
    await system.write('pipeline/parameters/deploy.json', '{"artifact-bucket": {"TopicName": "two"}}');
    const { changed, lines } = await system.deploy({ only: 'artifact-bucket' });
    expect(changed).toEqual(['artifact-bucket']);
    expect(lines.some((line) => line.includes('~ Topic (AWS::SNS::Topic'))).toBe(true);
  });

  test('touches nothing when a parameter has a wrong name', async () => {
    await system.write(
      'pipeline/parameters/deploy.json',
      '{"greet": {"Colour": "red"}, "artifact-bucket": {"TopicName": "three"}}',
    );
    const { message, lines } = await system.failToDeploy();
    expect(message).toContain('has no parameter "Colour"');
    expect(lines).toEqual([]);
    await system.write('pipeline/parameters/deploy.json', '{"artifact-bucket": {"TopicName": "two"}}');
  });

  test('touches nothing when the code does not compile', async () => {
    await system.write('lambda/handlers/greet.ts', 'export const handler = ;');
    const { message, lines } = await system.failToDeploy();
    expect(message).toMatch(/greet does not compile.*\n.*greet\.ts:1: /);
    expect(lines).toEqual([]);
    await system.write('lambda/handlers/greet.ts', handlerThatSays('hallo'));
  });

  test('names the failing resource and its reason, and the stack is back in its former state', async () => {
    await system.replace(
      'templates/greet.yaml',
      'Name: live }',
      'Name: live }\n  Broken: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !GetAtt Role.Nonsense } }',
    );
    const { message } = await system.failToDeploy();
    expect(message).toMatch(
      /^small-deploy-greet ended as UPDATE_ROLLBACK_COMPLETE, because Broken \(AWS::SSM::Parameter\) failed: .*Nonsense/,
    );
    expect(message).toContain('It is back in its former state; mend the cause and deploy again.');
    expect(await statusOf('greet')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await say(clients, FUNCTION)).toBe('hallo');
  });

  test('goes on from a rolled-back update when the cause is mended', async () => {
    await system.replace('templates/greet.yaml', 'Value: !GetAtt Role.Nonsense', 'Value: fine');
    await system.write('lambda/handlers/greet.ts', handlerThatSays('salut'));
    expect((await system.deploy()).changed).toEqual(['greet']);
    expect(await say(clients, FUNCTION)).toBe('salut');
  });
});

describe('a first deployment that fails', () => {
  let young: SmallSystem;
  beforeAll(async () => {
    young = await createSmallSystem('young');
    await young.replace(
      'templates/dynamodb.yaml',
      'Type: String\n      Value: !ImportValue',
      'Type: String\n      Name: !GetAtt FilesTable.Nonsense\n      Value: !ImportValue',
    );
  });
  afterAll(() => young.remove());

  test('is explained, and nothing of it is left', async () => {
    const { message } = await young.failToDeploy();
    expect(message).toMatch(
      /^small-young-dynamodb ended as ROLLBACK_COMPLETE, because Parameter \(AWS::SSM::Parameter\) failed: /,
    );
    expect(message).toContain('Nothing of it was left behind; mend the cause and deploy again.');
  });

  test('is cleared away by the next one', async () => {
    await young.replace('templates/dynamodb.yaml', '      Name: !GetAtt FilesTable.Nonsense\n', '');
    const { changed, lines } = await young.deploy();
    expect(changed).toEqual(['dynamodb', 'greet']);
    expect(lines).toContain(
      'dynamodb: removing an empty stack that was left over, because its first deployment failed',
    );
  });
});
