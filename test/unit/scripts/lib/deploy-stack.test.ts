// One stack: which calls are made in which case, and that nothing is left behind when it cannot go on.
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';
import { deployStack, type Deployment } from '../../../../scripts/lib/deploy-stack.ts';
import { parseTemplate } from '../../../../scripts/lib/template.ts';
import { STACK, addsBucket, eventsOf, httpError, stackIn, type Told } from './service-answers.ts';

const TEXT = `
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: { BucketName: !Sub 'shop-\${AWS::AccountId}' }
`;
const service = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const dynamoDb = mockClient(DynamoDBClient);
const settings = { region: 'eu-west-1' };
const clients = {
  cloudFormation: new CloudFormationClient(settings),
  s3: new S3Client(settings),
  dynamoDb: new DynamoDBClient(settings),
} as Clients;
let lines: string[];

function deploy(more: Partial<Deployment> = {}) {
  const session = {
    clients,
    target: { projectName: 'shop', environmentName: 'dev' },
    onProgress: (line: string) => void lines.push(line),
  };
  const template = { path: 'templates/data.yaml', text: TEXT, document: parseTemplate(TEXT, 'data.yaml') };
  const definition = { short: 'data', template: template.path, toolParameters: [] };
  const plan = { definition, stackName: 'shop-dev-data', template, parameters: {} };
  return deployStack(session, { plan, parameters: {}, dryRun: false, adopt: false, ...more });
}

const called = (command: Parameters<typeof service.commandCalls>[0]) => service.commandCalls(command).length;

const absent = new Error('Stack with id shop-dev-data does not exist');
const changeSetIs = (output: Partial<DescribeChangeSetCommandOutput>) =>
  service.on(DescribeChangeSetCommand).resolves(output);

/** Events that follow the execution; they carry the token of the call. */
function executionGives(...events: Told[]): void {
  service.on(ExecuteChangeSetCommand).callsFake(({ ClientRequestToken }: { ClientRequestToken: string }) => {
    service
      .on(DescribeStackEventsCommand)
      .resolves({ StackEvents: eventsOf(events, ClientRequestToken) as never });
    return {};
  });
}

beforeEach(() => {
  lines = [];
  for (const mock of [service, s3, dynamoDb]) mock.reset();
  service.on(DescribeStacksCommand).rejects(absent);
  service.on(CreateChangeSetCommand).resolves({ Id: 'arn:cs', StackId: STACK });
  service.on(DeleteChangeSetCommand).resolves({});
  service.on(DeleteStackCommand).resolves({});
  service.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  service.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  s3.on(HeadBucketCommand).rejects(httpError(404));
  dynamoDb.on(ListTablesCommand).resolves({ TableNames: [] });
});

describe('deployStack', () => {
  test('deletes an empty change set, executes nothing, and gives the outputs as they are', async () => {
    service.on(DescribeStacksCommand).resolves(stackIn('UPDATE_COMPLETE'));
    changeSetIs({ Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." });
    expect(await deploy()).toEqual({
      short: 'data',
      stackName: 'shop-dev-data',
      outputs: { Name: 'value' },
      changed: false,
    });
    expect([
      called(ExecuteChangeSetCommand),
      called(DeleteChangeSetCommand),
      called(DeleteStackCommand),
    ]).toEqual([0, 1, 0]);
    expect(lines).toEqual(['data: unchanged']);
  });

  test('executes the changes of a new stack and gives its outputs', async () => {
    changeSetIs(addsBucket);
    executionGives(
      ['shop-dev-data', 'CREATE_IN_PROGRESS'],
      ['Uploads', 'CREATE_COMPLETE'],
      ['shop-dev-data', 'CREATE_COMPLETE'],
    );
    service.on(DescribeStacksCommand, { StackName: STACK }).resolves(stackIn('CREATE_COMPLETE'));
    expect(await deploy()).toMatchObject({ outputs: { Name: 'value' }, changed: true });
    expect(service.commandCalls(CreateChangeSetCommand)[0]?.args[0].input.ChangeSetType).toBe('CREATE');
    expect(lines.slice(0, 3)).toEqual([
      'data: 1 change',
      'data:   + Uploads (AWS::S3::Bucket)',
      'data:   created Uploads (AWS::S3::Bucket)',
    ]);
  });

  test('tells the first cause of a failure and the next step', async () => {
    changeSetIs(addsBucket);
    executionGives(
      ['shop-dev-data', 'CREATE_IN_PROGRESS'],
      ['Policy', 'CREATE_FAILED', 'Resource creation cancelled'],
      ['Uploads', 'CREATE_FAILED', 'Access denied'],
      ['shop-dev-data', 'ROLLBACK_COMPLETE'],
    );
    await expect(deploy()).rejects.toThrow(
      'shop-dev-data ended as ROLLBACK_COMPLETE, because Uploads (AWS::S3::Bucket) failed: Access denied. ' +
        'Nothing of it was left behind; mend the cause and deploy again.',
    );
  });

  test('waits while somebody else works on the stack, and says so once', async () => {
    service
      .on(DescribeStacksCommand)
      .resolvesOnce(stackIn('UPDATE_IN_PROGRESS'))
      .resolvesOnce(stackIn('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'))
      .resolves(stackIn('UPDATE_COMPLETE'));
    changeSetIs({ Status: 'FAILED', StatusReason: 'No updates are to be performed.' });
    await deploy();
    expect(lines).toEqual([
      'data: somebody works on it (UPDATE_IN_PROGRESS); waiting until they have finished',
      'data: unchanged',
    ]);
  });
});

describe('deployStack that cannot go on', () => {
  test.each([false, true])('makes no change set that would lose data (dry run: %s)', async (dryRun) => {
    service.on(DescribeStacksCommand).resolves(stackIn('UPDATE_COMPLETE'));
    const held = { LogicalResourceId: 'Uploads', ResourceType: 'AWS::S3::Bucket', PhysicalResourceId: 'old' };
    service.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [held as never] });
    service
      .on(GetTemplateCommand)
      .resolves({ TemplateBody: TEXT.replace("!Sub 'shop-${AWS::AccountId}'", 'old') });
    await expect(deploy({ dryRun })).rejects.toThrow(
      /^shop-dev-data: Uploads .*BucketName changes from old to shop-/,
    );
    expect(called(CreateChangeSetCommand)).toBe(0);
  });

  const missing = {
    Status: 'FAILED',
    StatusReason: 'No export named shop-dev-sns-AlertsTopicArn found.',
  } as const;

  test('explains a missing import in a dry run, and leaves no shell', async () => {
    changeSetIs(missing);
    expect(await deploy({ dryRun: true })).toMatchObject({ changed: true });
    expect(lines.join()).toContain(
      'it imports shop-dev-sns-AlertsTopicArn, which a stack before it has still to export',
    );
    expect([called(DeleteChangeSetCommand), called(DeleteStackCommand)]).toEqual([1, 1]);
  });

  test('fails for a missing import otherwise, and leaves no shell either', async () => {
    changeSetIs(missing);
    await expect(deploy()).rejects.toThrow('No export named shop-dev-sns-AlertsTopicArn found');
    expect([
      called(DeleteChangeSetCommand),
      called(DeleteStackCommand),
      called(ExecuteChangeSetCommand),
    ]).toEqual([1, 1, 0]);
  });

  test('never deletes a stack that existed before', async () => {
    service.on(DescribeStacksCommand).resolves(stackIn('CREATE_COMPLETE'));
    changeSetIs(missing);
    await expect(deploy()).rejects.toThrow('cannot be worked out');
    expect(called(DeleteStackCommand)).toBe(0);
  });

  test.each([
    [
      'kept data',
      async () => s3.on(HeadBucketCommand).resolves({}),
      'shop-123456789012 exists already and belongs to no stack',
    ],
    [
      'a foreign bucket',
      async () => s3.on(HeadBucketCommand).rejects(httpError(403)),
      'The bucket name shop-123456789012 is taken',
    ],
  ])('refuses to create over %s', async (_what, prepare, message) => {
    await prepare();
    changeSetIs(addsBucket);
    await expect(deploy()).rejects.toThrow(message);
    expect([
      called(DeleteChangeSetCommand),
      called(DeleteStackCommand),
      called(ExecuteChangeSetCommand),
    ]).toEqual([1, 1, 0]);
  });
});
