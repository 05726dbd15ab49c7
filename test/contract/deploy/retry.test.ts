// The same release again: after a failure, after another release, and when nothing has failed.
import { CreateEventBusCommand, DeleteEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { readStack } from '../../../scripts/lib/stack-state.ts';
import { artifactBucketOf } from '../../../scripts/lib/upload.ts';
import { testEngine } from '../../support/engine.ts';
import { liveVersion, say } from './live-function.ts';
import { createSmallSystem, handlerThatSays, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const FUNCTION = 'small-retry-greet';
const STACK = 'small-retry-greet';
/** An event bus that is there already, so that the stack cannot make it: a failure that is no fault of the release. */
const OBSTACLE = 'small-retry-obstacle';
let system: SmallSystem;
let clients: Clients;
let eventBridge: EventBridgeClient;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  eventBridge = new EventBridgeClient({});
  system = await createSmallSystem('retry');
});
afterAll(async () => {
  closeClients(clients);
  eventBridge.destroy();
  await system.remove();
});

async function versions(): Promise<string[]> {
  const { Versions = [] } = await clients.lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName: FUNCTION }),
  );
  return Versions.flatMap(({ Version = '' }) => (Version === '$LATEST' ? [] : Version));
}

/** Release hash that the stack runs with. */
async function hash(): Promise<string | undefined> {
  return (await readStack(clients.cloudFormation, STACK))?.parameters.ReleaseHash;
}

async function marks(): Promise<string[]> {
  const bucket = await artifactBucketOf(clients, system.target);
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `releases/${STACK}/` }),
  );
  return Contents.map(({ Key = '' }) => Key.slice(`releases/${STACK}/`.length));
}

// The tests tell one story, in this order.
describe('the same release', () => {
  test('is marked when it is used for the first time, not in a dry run', async () => {
    await system.deploy({ only: 'artifact-bucket' });
    await system.deploy({ dryRun: true });
    expect(await marks()).toEqual([]);
    await system.deploy();
    expect(await marks()).toEqual([await hash()]);
    expect(await versions()).toEqual(['1']);
  });

  test('fails behind its new version, which stays, and nothing of it is live', async () => {
    const before = await hash();
    await eventBridge.send(new CreateEventBusCommand({ Name: OBSTACLE }));
    await system.write('lambda/handlers/greet.ts', handlerThatSays('hallo'));
    await system.replace(
      'templates/greet.yaml',
      'Name: live }',
      `Name: live }\n  Last: { Type: AWS::Events::EventBus, DependsOn: Alias, Properties: { Name: ${OBSTACLE} } }`,
    );
    const { message } = await system.failToDeploy();
    expect(message).toMatch(/small-retry-greet ended as UPDATE_ROLLBACK_COMPLETE, because Last /);
    expect(await versions()).toEqual(['1', '2']);
    expect(await say(clients, FUNCTION)).toBe('hello');
    expect(await hash()).toBe(before);
    expect(await marks()).toHaveLength(2);
  });

  test('succeeds when the obstacle is gone, with another version', async () => {
    await eventBridge.send(new DeleteEventBusCommand({ Name: OBSTACLE }));
    const shown = await system.deploy({ dryRun: true });
    expect(shown.changed).toEqual(['greet']);
    expect(await marks()).toHaveLength(2);
    expect((await system.deploy()).changed).toEqual(['greet']);
    expect(await liveVersion(clients, FUNCTION)).toBe('3');
    expect(await say(clients, FUNCTION)).toBe('hallo');
    expect(await marks()).toHaveLength(3);
  });

  test('changes nothing once it is deployed', async () => {
    expect((await system.deploy({ dryRun: true })).changed).toEqual([]);
    expect((await system.deploy()).changed).toEqual([]);
    expect(await liveVersion(clients, FUNCTION)).toBe('3');
    expect(await marks()).toHaveLength(3);
  });

  test('comes back after another one', async () => {
    const first = await hash();
    await system.write('lambda/handlers/greet.ts', handlerThatSays('salut'));
    await system.deploy();
    await system.write('lambda/handlers/greet.ts', handlerThatSays('hallo'));
    expect((await system.deploy()).changed).toEqual(['greet']);
    expect(await liveVersion(clients, FUNCTION)).toBe('5');
    expect(await say(clients, FUNCTION)).toBe('hallo');
    expect(await hash()).not.toBe(first);
    expect((await system.deploy()).changed).toEqual([]);
  });
});
