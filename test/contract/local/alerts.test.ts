// What the delivery tells people, on the engine: bootstrap deploys there, and events as AWS sends them reach the alerts topic as text.
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { deployStacks } from '../../../scripts/lib/deploy-stacks.ts';
import { ROOT } from '../../../scripts/lib/root.ts';
import type { AwsEvent } from '../../../scripts/local/pipeline/events.ts';
import { createEventSender, type EventSender } from '../../../scripts/local/pipeline/send-event.ts';
import { DELIVERY_STACKS, STACKS } from '../../../scripts/stacks.ts';
import { testEngine } from '../../support/engine.ts';

const projectName = `p${randomUUID().slice(0, 8)}`;
const environmentName = 'local';
const pipeline = `${projectName}-${environmentName}`;
const execution = 'e3b1a0c2-0000-4000-8000-000000000001';

const FAILED: AwsEvent = {
  resources: [],
  source: 'aws.codepipeline',
  detailType: 'CodePipeline Pipeline Execution State Change',
  detail: { pipeline, 'execution-id': execution, state: 'FAILED', version: 3 },
};
const BUILD_FAILED: AwsEvent = {
  resources: [],
  source: 'aws.codebuild',
  detailType: 'CodeBuild Build State Change',
  detail: {
    'build-status': 'FAILED',
    'project-name': `${pipeline}-build`,
    'build-id': `arn:aws:codebuild:us-east-1:000000000000:build/${pipeline}-build:1`,
    'current-phase': 'COMPLETED',
  },
};
const APPROVAL: AwsEvent = {
  resources: [],
  source: 'aws.codepipeline',
  detailType: 'CodePipeline Action Execution State Change',
  detail: {
    pipeline,
    'execution-id': execution,
    stage: 'Approve',
    action: 'Approve',
    state: 'STARTED',
    type: { owner: 'AWS', category: 'Approval', provider: 'Manual', version: '1' },
  },
};

const but = ({ detail, ...event }: AwsEvent, change: Record<string, unknown>): AwsEvent => ({
  ...event,
  detail: { ...detail, ...change },
});

/** Of an event that must not be told; its message would come first. */
const other = { 'execution-id': 'another' };

let sender: EventSender;
let queues: SQSClient;
let queueUrl = '';

async function deploy(short: string): Promise<Record<string, string>> {
  const source = { root: ROOT, stacks: [...STACKS, ...DELIVERY_STACKS] };
  const [stack] = await deployStacks({
    projectName,
    environmentName,
    only: short,
    source,
    onProgress: () => undefined,
  });
  return stack?.outputs ?? {};
}

async function put(...events: AwsEvent[]): Promise<void> {
  for (const event of events) await sender.send(event);
}

/** The text of the next message that a subscriber gets. */
async function nextText(): Promise<string> {
  const { Messages } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 3, MaxNumberOfMessages: 1 }),
  );
  const [message] = Messages ?? [];
  if (!message) return 'no message within 3 s';
  await queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  return (JSON.parse(message.Body ?? '{}') as { Message: string }).Message;
}

async function subscribeQueue(topicArn: string): Promise<void> {
  const { QueueUrl = '' } = await queues.send(
    new CreateQueueCommand({ QueueName: `${pipeline}-subscriber` }),
  );
  queueUrl = QueueUrl;
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const sns = new SNSClient();
  await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  );
  sns.destroy();
}

beforeAll(async () => {
  testEngine();
  sender = createEventSender();
  queues = new SQSClient();
  const { AlertsTopicArn = '' } = await deploy('sns');
  await subscribeQueue(AlertsTopicArn);
  // The dashboard links to the queues and the table.
  for (const short of ['source-bucket', 'dynamodb', 'sqs', 'monitoring']) await deploy(short);
});

afterAll(() => {
  sender.close();
  queues.destroy();
});

describe('bootstrap', () => {
  it('deploys where a connection is given, and tells what the others need', async () => {
    const outputs = await deploy('bootstrap');
    const role = (name: string) => expect.stringMatching(`:role/${pipeline}-delivery/${pipeline}-.*${name}`);
    expect(outputs).toEqual({
      PermissionsBoundaryArn: expect.stringContaining(`:policy/${pipeline}-delivery/`),
      RolePath: `/${pipeline}/`,
      PipelineRoleArn: role('pipeline'),
      BuildRoleArn: role('BuildRole'),
      ReleaseRoleArn: role('ReleaseRole'),
      DeployRoleArn: role('DeployRole'),
      PipelineDeployRoleArn: role('PipelineDeployRole'),
      ConnectionArn: expect.stringContaining(':connection/'),
    });
  });
});

describe('the alerts topic', () => {
  it('tells a failed execution, and nothing of others', async () => {
    await put(
      but(FAILED, { state: 'SUCCEEDED', ...other }),
      but(FAILED, { pipeline: 'other', ...other }),
      FAILED,
    );
    const text = await nextText();
    expect(text).toMatch(`Pipeline ${pipeline} failed at `);
    expect(text).toContain(`npm run pipeline -- show ${execution}`);
    expect(text).not.toMatch(/[<>{}]/);
  });

  it('tells a failed build, and none that succeeded', async () => {
    await put(but(BUILD_FAILED, { 'build-status': 'SUCCEEDED', 'build-id': 'another' }), BUILD_FAILED);
    const text = await nextText();
    expect(text).toMatch(`Build project ${pipeline}-build ended with FAILED at `);
    expect(text).toContain(`${pipeline}-build:1`);
  });

  it('tells that somebody is waited for, and not of other actions', async () => {
    await put(
      but(APPROVAL, { type: { category: 'Build' }, ...other }),
      but(APPROVAL, { state: 'SUCCEEDED', ...other }),
      APPROVAL,
    );
    expect(await nextText()).toContain(`npm run pipeline -- approve ${execution}`);
  });
});
