// The gate on the engine: what would lose data is refused before anything is touched, and the data is still there.
import { DescribeStackEventsCommand, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { testEngine } from '../../support/engine.ts';
import { createSmallSystem, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const BUCKET_TEMPLATE = 'templates/artifact-bucket.yaml';
const TABLE_TEMPLATE = 'templates/dynamodb.yaml';
const BUCKET = 'small-gate-artifact-000000000000-us-east-1';
const STACKS = ['artifact-bucket', 'dynamodb', 'greet'];
const QUEUE = `
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub 'small-gate-queue-\${QueueEnding}' }
`;

let system: SmallSystem;
let clients: Clients;
let tableName: string;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createSmallSystem('gate');
  await system.replace(
    BUCKET_TEMPLATE,
    '  TopicName:',
    "  BucketEnding: { Type: String, Default: '' }\n  QueueEnding: { Type: String, Default: one }\n  TopicName:",
  );
  await system.replace(BUCKET_TEMPLATE, '${AWS::Region}', '${AWS::Region}${BucketEnding}');
  await system.replace(BUCKET_TEMPLATE, '  Topic:\n', `${QUEUE.slice(1)}  Topic:\n`);
  await system.replace(
    BUCKET_TEMPLATE,
    'Outputs:\n',
    "Outputs:\n  TopicArn: { Value: !Ref Topic, Export: { Name: !Sub '${AWS::StackName}-TopicArn' } }\n",
  );
  tableName = (await system.deploy()).outputs.FilesTableName ?? '';
  await clients.dynamoDb.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: 'kept' } } }));
  await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'kept.txt', Body: 'kept' }));
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

const setParameters = (values: Record<string, string>) =>
  system.write('pipeline/parameters/gate.json', JSON.stringify({ 'artifact-bucket': values }));

/** Everything that happened to the stacks so far. */
async function history(): Promise<unknown> {
  const all = STACKS.map(async (short) => {
    const StackName = `small-gate-${short}`;
    const { StackEvents = [] } = await clients.cloudFormation.send(
      new DescribeStackEventsCommand({ StackName }),
    );
    const { Summaries } = await clients.cloudFormation.send(new ListChangeSetsCommand({ StackName }));
    return [StackEvents[0]?.EventId, Summaries];
  });
  return Promise.all(all);
}

async function dataIsThere(): Promise<void> {
  const { Items } = await clients.dynamoDb.send(new ScanCommand({ TableName: tableName }));
  expect(Items).toEqual([{ id: { S: 'kept' } }]);
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'kept' }),
  );
  expect(Contents).toHaveLength(1);
}

/** The message of a deployment, real and dry, that must be refused without a trace. */
async function refusal(short?: string): Promise<string> {
  const before = await history();
  const dry = await system.failToDeploy({ only: short, dryRun: true });
  const { message } = await system.failToDeploy({ only: short });
  expect(dry.message).toBe(message);
  expect(await history()).toEqual(before);
  await dataIsThere();
  return message;
}

describe('a deployment is refused', () => {
  test('that changes the key of a table', async () => {
    const turn = async (from: string, to: string) => {
      await system.replace(
        TABLE_TEMPLATE,
        `AttributeName: ${from}, AttributeType`,
        `AttributeName: ${to}, AttributeType`,
      );
      await system.replace(
        TABLE_TEMPLATE,
        `AttributeName: ${from}, KeyType`,
        `AttributeName: ${to}, KeyType`,
      );
    };
    await turn('id', 'documentId');
    expect(await refusal('dynamodb')).toMatch(
      /^small-gate-dynamodb: FilesTable \(AWS::DynamoDB::Table, small-gate-dynamodb-FilesTable-[^)]*\) would be replaced by an empty one, because KeySchema changes from \[\{"AttributeName":"id","KeyType":"HASH"\}\] to \[\{"AttributeName":"documentId","KeyType":"HASH"\}\]; take that change back, or follow docs\/operations\.md#replacing-what-holds-data\.$/,
    );
    await turn('documentId', 'id');
  });

  test('that takes a kept table out of its stack', async () => {
    await system.replace(TABLE_TEMPLATE, '  FilesTable:\n', '  OtherTable:\n');
    await system.replace(TABLE_TEMPLATE, '!Ref FilesTable', '!Ref OtherTable');
    expect(await refusal('dynamodb')).toContain(
      'would be taken out of the stack, because the new template has no resource of this name',
    );
    // Not even the stacks before it are touched, which have something to change.
    await setParameters({ TopicName: 'renamed' });
    expect(await refusal()).toContain('small-gate-dynamodb: FilesTable');
    await setParameters({});
    await system.replace(TABLE_TEMPLATE, '  OtherTable:\n', '  FilesTable:\n');
    await system.replace(TABLE_TEMPLATE, '!Ref OtherTable', '!Ref FilesTable');
  });

  test('that renames a bucket by a parameter', async () => {
    await setParameters({ BucketEnding: '-new' });
    expect(await refusal('artifact-bucket')).toContain(
      `ArtifactBucket (AWS::S3::Bucket, ${BUCKET}) would be replaced by an empty one, because BucketName changes from ${BUCKET} to ${BUCKET}-new`,
    );
    await setParameters({});
  });

  test('that drops an export in use, and tells every refusal at once', async () => {
    await setParameters({ BucketEnding: '-new' });
    await system.replace(BUCKET_TEMPLATE, '-ArtifactBucketName', '-ArtifactName');
    const lines = (await refusal('artifact-bucket')).split('\n');
    expect(lines).toEqual([
      expect.stringContaining('BucketName changes'),
      'small-gate-artifact-bucket: the export small-gate-artifact-bucket-ArtifactBucketName is imported by small-gate-dynamodb, small-gate-greet, but the new template does not export it; let the importing stacks go without it first, or follow docs/operations.md#replacing-what-holds-data.',
    ]);
    await system.replace(BUCKET_TEMPLATE, '-ArtifactName', '-ArtifactBucketName');
    await setParameters({});
  });
});

describe('a queue', () => {
  const urlOf = async () =>
    (await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'small-gate-queue-one' }))).QueueUrl;
  const expectRefusal = async () =>
    expect(await refusal('artifact-bucket')).toContain(
      'holds 1 message and would be replaced by an empty one, because QueueName changes from small-gate-queue-one to small-gate-queue-two; wait until it is empty',
    );

  test('is not replaced while a message waits, is in flight or is delayed', async () => {
    await setParameters({ QueueEnding: 'two' });
    const QueueUrl = await urlOf();
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept', DelaySeconds: 5 }));
    await expectRefusal();
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15, VisibilityTimeout: 0 }),
    );
    expect(Messages).toHaveLength(1);
    await expectRefusal();
    const again = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 60 }));
    await expectRefusal();
    const ReceiptHandle = again.Messages?.[0]?.ReceiptHandle;
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });

  test('is replaced when it is empty', async () => {
    expect((await system.deploy()).changed).toEqual(['artifact-bucket']);
    await expect(urlOf()).rejects.toThrow();
    await dataIsThere();
  });
});

test('what loses nothing passes: an export that nobody imports goes, a name is told in other words', async () => {
  await system.replace(
    BUCKET_TEMPLATE,
    "  TopicArn: { Value: !Ref Topic, Export: { Name: !Sub '${AWS::StackName}-TopicArn' } }\n",
    '',
  );
  await system.replace(
    BUCKET_TEMPLATE,
    'BucketName: !Sub ${ProjectName}-${EnvironmentName}-artifact-${AWS::AccountId}-${AWS::Region}${BucketEnding}',
    `BucketName: ${BUCKET}`,
  );
  // The engine sees no change in outputs alone.
  await setParameters({ QueueEnding: 'two', TopicName: 'two' });
  expect((await system.deploy()).changed).toEqual(['artifact-bucket']);
  await dataIsThere();
});
