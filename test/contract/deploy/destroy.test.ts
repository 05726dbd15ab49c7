// Destroying on the engine: data is kept, is in nobody's way, comes back by adoption, and goes only when told.
import {
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { destroyStacks } from '../../../scripts/lib/destroy-stacks.ts';
import { makePlan } from '../../../scripts/lib/plan.ts';
import type { Session } from '../../../scripts/lib/session.ts';
import { deleteShell } from '../../../scripts/lib/stack-operation.ts';
import { surveyEnvironment } from '../../../scripts/lib/survey.ts';
import { testEngine } from '../../support/engine.ts';
import { createSmallSystem, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const BUCKET = 'small-destroy-artifact-000000000000-us-east-1';
let system: SmallSystem;
let clients: Clients;
let lines: string[];

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createSmallSystem('destroy');
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

async function survey() {
  const session: Session = { clients, target: system.target, onProgress: (line) => lines.push(line) };
  return {
    session,
    surveyed: await surveyEnvironment(session, await makePlan(system.source, system.target)),
  };
}

async function destroy(withData = false) {
  lines = [];
  const { session, surveyed } = await survey();
  return destroyStacks(session, { surveyed, withData });
}

async function exists(short: string): Promise<boolean> {
  const command = new DescribeStacksCommand({ StackName: `small-destroy-${short}` });
  return clients.cloudFormation.send(command).then(
    () => true,
    () => false,
  );
}

const readObject = async () => {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a.txt' }));
  return Body?.transformToString();
};
const readRow = async (table: string) =>
  (await clients.dynamoDb.send(new GetItemCommand({ TableName: table, Key: { id: { S: 'one' } } }))).Item
    ?.text?.S;

// The tests tell one story, in this order.
describe('destroyStacks', () => {
  let table: string;

  test('deletes the stacks in reverse order and keeps bucket, table and all that is in them', async () => {
    table = (await system.deploy()).outputs.FilesTableName ?? '';
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a.txt', Body: 'precious' }));
    const item = { id: { S: 'one' }, text: { S: 'precious' } };
    await clients.dynamoDb.send(new PutItemCommand({ TableName: table, Item: item }));
    const kept = await destroy();
    expect(kept.map(({ name }) => name)).toEqual([BUCKET, table]);
    expect(lines.filter((line) => line.endsWith(': deleted'))).toEqual([
      'greet: deleted',
      'dynamodb: deleted',
      'artifact-bucket: deleted',
    ]);
    expect(await Promise.all(['artifact-bucket', 'dynamodb', 'greet'].map(exists))).toEqual([
      false,
      false,
      false,
    ]);
    expect(await readObject()).toBe('precious');
    expect(await readRow(table)).toBe('precious');
  });

  test('a deployment refuses to build over kept data, and does not hurt it', async () => {
    const { message } = await system.failToDeploy();
    expect(message).toContain(`${BUCKET} exists already and belongs to no stack`);
    expect(message).toContain('add --adopt');
    expect(await exists('artifact-bucket')).toBe(false);
    expect(await readObject()).toBe('precious');
  });

  test('a dry run with --adopt shows what would be imported and imports nothing', async () => {
    const { lines: told } = await system.deploy({ adopt: true, dryRun: true });
    expect(told).toContain(`artifact-bucket: adopting ${BUCKET} as ArtifactBucket`);
    expect(told).toContain(`dynamodb: adopting ${table} as FilesTable`);
    expect(await exists('artifact-bucket')).toBe(false);
  });

  test('--adopt takes the data into new stacks, whole, and the next deployment finds nothing to do', async () => {
    const { outputs } = await system.deploy({ adopt: true });
    expect(outputs.FilesTableName).toBe(table);
    expect(await readObject()).toBe('precious');
    expect(await readRow(table)).toBe('precious');
    expect((await system.deploy()).changed).toEqual([]);
  });

  test('touches nothing when a stack is protected', async () => {
    const protect = (on: boolean) =>
      clients.cloudFormation.send(
        new UpdateTerminationProtectionCommand({
          StackName: 'small-destroy-artifact-bucket',
          EnableTerminationProtection: on,
        }),
      );
    await protect(true);
    await expect(destroy()).rejects.toThrow('small-destroy-artifact-bucket is protected against deletion');
    expect(await exists('greet')).toBe(true);
    await protect(false);
  });

  test('touches nothing when the deployed template would take the data with it', async () => {
    await system.replace('templates/artifact-bucket.yaml', '    DeletionPolicy: RetainExceptOnCreate\n', '');
    await system.replace('templates/artifact-bucket.yaml', 'Default: one', 'Default: two');
    await system.deploy({ only: 'artifact-bucket' });
    await expect(destroy()).rejects.toThrow(`${BUCKET} would go with its stack`);
    expect(await exists('greet')).toBe(true);
    await system.replace(
      'templates/artifact-bucket.yaml',
      '    UpdateReplacePolicy',
      '    DeletionPolicy: Retain\n    UpdateReplacePolicy',
    );
    await system.replace('templates/artifact-bucket.yaml', 'Default: two', 'Default: three');
    await system.deploy({ only: 'artifact-bucket' });
  });

  test('explains that a stack of somebody else still uses what a stack exports', async () => {
    const template = {
      Resources: {
        P: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Type: 'String',
            Value: { 'Fn::ImportValue': 'small-destroy-artifact-bucket-ArtifactBucketName' },
          },
        },
      },
    };
    await clients.cloudFormation.send(
      new CreateStackCommand({ StackName: 'guest', TemplateBody: JSON.stringify(template) }),
    );
    await expect(destroy()).rejects.toThrow(/ArtifactBucketName.*(in use|imported) by.*guest/s);
  });
});

describe('destroyStacks with data', () => {
  test('deletes every version, unfinished uploads, and tables despite their protection', async () => {
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a.txt', Body: 'newer' }));
    await clients.s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'unfinished' }));
    const { surveyed } = await survey();
    const data = surveyed.flatMap((stack) => stack.data.map(({ name }) => name));
    expect(data).toHaveLength(2);
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: 'guest' }));
    await deleteShell(clients.cloudFormation, Stacks?.[0]?.StackId ?? '');
    expect(await destroy(true)).toEqual([]);
    await expect(clients.s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).rejects.toThrow();
    const { surveyed: after } = await survey();
    expect(after.flatMap((stack) => stack.data)).toEqual([]);
    expect(after.every(({ state }) => state === undefined)).toBe(true);
  });

  test('finds data whose stacks are long gone', async () => {
    await system.deploy();
    await destroy();
    expect(await exists('artifact-bucket')).toBe(false);
    expect(await destroy(true)).toEqual([]);
    await expect(clients.s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).rejects.toThrow();
  });
});
