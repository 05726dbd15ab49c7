// The stack of Slack as it is deployed, against a webhook that misbehaves: everything arrives once, or waits among the dead letters.
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSnsNotices } from '../../lambda/adapters/sns-notices.ts';
import { fileNotice } from '../../lambda/core/notices/file-notice.ts';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { testEngine } from '../support/engine.ts';
import { committedRow } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeSlack, type Behaviour, type FakeSlack } from '../support/fake-slack.ts';

testEngine();
const TARGET = { projectName: 'file-processing', environmentName: 'chat' };
const SLACK = { ...TARGET, stack: 'file-processing-chat-slack' };
const PARAMETER = '/file-processing-chat/slack-webhook';
/** What Slack needs, in deploy order. */
const STACKS = ['artifact-bucket', 'sns', 'reports-bucket', 'dynamodb', 'slack'];
const SHORT_WAITS = { FirstRetryDelayInSeconds: '1', SlackMaxReceiveCount: '5' };

const [cloudFormation, cloudWatch, logs] = [
  new CloudFormationClient(),
  new CloudWatchClient(),
  new CloudWatchLogsClient(),
];
const [sns, sqs, ssm] = [new SNSClient(), new SQSClient(), new SSMClient()];
let slack: FakeSlack;
let source: CopiedSource;
let outputs: Record<string, string> = {};
let deadLetterQueueUrl = '';

const deploy = async () => {
  const deployed = await deployStacks({ ...TARGET, source, onProgress: () => undefined });
  outputs = Object.assign({}, ...deployed.map((stack) => stack.outputs)) as Record<string, string>;
};

const resources = async (): Promise<StackResource[]> => {
  const command = new DescribeStackResourcesCommand({ StackName: SLACK.stack });
  return (await cloudFormation.send(command)).StackResources ?? [];
};

const storeAddress = (Value: string) =>
  ssm.send(new PutParameterCommand({ Name: PARAMETER, Type: 'SecureString', Value, Overwrite: true }));

beforeAll(async () => {
  slack = await startFakeSlack();
  await storeAddress(slack.url);
  source = await copySource(TARGET.environmentName, {});
  source.stacks = source.stacks.filter(({ short }) => STACKS.includes(short));
}, 60_000);

afterAll(async () => {
  for (const client of [cloudFormation, cloudWatch, logs, sns, sqs, ssm]) client.destroy();
  await slack?.stop();
  await source?.remove();
});

/** Announces a file as process-file does; returns what tells its messages from others. */
async function announce(fileName: string): Promise<string> {
  const row = committedRow({ documentId: crypto.randomUUID(), fileName });
  const notices = createSnsNotices({ client: sns, topicArn: outputs.ResultsTopicArn ?? '' });
  await notices.publish(fileNotice({ ...row, audience: 'all' }));
  return row.documentId;
}

async function deadLetters(): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: deadLetterQueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
  });
  return ((await sqs.send(command)).Messages ?? []).map(({ Body = '' }) => Body);
}

/** Everything that the function has printed so far. */
async function printed(): Promise<string> {
  const logGroupName = `/aws/lambda/${outputs.NotifySlackFunctionName}`;
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
  return events.map(({ message = '' }) => message).join('\n');
}

test('without a webhook the stack holds a place-holder, and everything else deploys', async () => {
  await deploy();
  expect(outputs).not.toHaveProperty('NotifySlackFunctionName');
  expect((await resources()).map(({ ResourceType }) => ResourceType)).toEqual([
    'AWS::CloudFormation::WaitConditionHandle',
  ]);
}, 60_000);

describe('with a webhook', () => {
  beforeAll(async () => {
    await source.edit(`pipeline/parameters/${TARGET.environmentName}.json`, () =>
      JSON.stringify({ slack: { ...SHORT_WAITS, SlackWebhookParameterName: PARAMETER } }),
    );
    await deploy();
    const queue = (await resources()).find(({ LogicalResourceId: id }) => id === 'SlackDeadLetterQueue');
    deadLetterQueueUrl = queue?.PhysicalResourceId ?? '';
  }, 60_000);

  test('a good day: file and alarm arrive, the probe of a release does not', async () => {
    const id = await announce('good day.csv');
    const probe = await announce(`probe/${'a'.repeat(64)}.txt`);
    const alarm = { AlarmName: 'too many', NewStateValue: 'ALARM', NewStateReason: 'because' };
    const Message = JSON.stringify(alarm);
    await sns.send(new PublishCommand({ TopicArn: outputs.AlertsTopicArn, Message }));
    await eventually(async () => expect(slack.about(id)).toHaveLength(1), { withinMs: 30_000 });
    await eventually(async () => expect(slack.about('too many')).toHaveLength(1), { withinMs: 30_000 });
    expect(slack.about(id)[0]?.message.text).toMatch(/File processed: good day\.csv$/);
    expect(slack.about(probe)).toEqual([]);
  }, 60_000);

  const DAYS: Record<string, { behaviours: Behaviour[]; posts: number }> = {
    'three times 500': { behaviours: [{ status: 500 }, { status: 503 }, { status: 502 }, 'ok'], posts: 4 },
    'hangs once': { behaviours: ['hang', 'ok'], posts: 2 },
    'asks for patience': { behaviours: [{ status: 429, retryAfter: '5' }, 'ok'], posts: 2 },
    'closes the socket': { behaviours: ['closed socket', 'ok'], posts: 2 },
    'answers by half': { behaviours: ['half answer', 'ok'], posts: 2 },
    'drips slowly': { behaviours: ['slow drip', 'ok'], posts: 2 },
    'talks endlessly': { behaviours: ['huge body', 'ok'], posts: 2 },
  };
  const BAD: Record<string, Behaviour> = {
    'is gone': { status: 410, word: 'channel_is_archived' },
    'sends elsewhere': 'redirect',
  };

  test('bad days: each message arrives once, or ends among the dead letters', async () => {
    for (const [name, { behaviours }] of Object.entries(DAYS)) slack.behave(name, ...behaviours);
    for (const [name, behaviour] of Object.entries(BAD)) slack.behave(name, behaviour);
    const begun = Date.now();
    for (const name of [...Object.keys(DAYS), ...Object.keys(BAD)]) await announce(name);
    await eventually(
      async () => {
        for (const [name, { posts }] of Object.entries(DAYS)) expect(slack.about(name)).toHaveLength(posts);
      },
      { withinMs: 100_000 },
    );
    await eventually(async () => expect(await deadLetters()).toHaveLength(2), { withinMs: 100_000 });
    console.log(`figure: slack: nine bad days over after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    for (const name of Object.keys(DAYS)) {
      expect(slack.about(name).filter(({ behaviour }) => behaviour === 'ok')).toHaveLength(1);
    }
    const letters = await deadLetters();
    for (const name of Object.keys(BAD)) {
      expect(letters.filter((letter) => letter.includes(name))).toHaveLength(1);
      expect(slack.about(name)).toHaveLength(5);
    }
    const [first, second] = slack.about('asks for patience');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
  }, 220_000);

  test('the alarm watches the dead letters', async () => {
    const names = { AlarmNames: [`${SLACK.stack}-dead-letters-present`] };
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand(names));
    expect(MetricAlarms).toMatchObject([
      {
        Period: 60,
        EvaluationPeriods: 1,
        Dimensions: [{ Name: 'QueueName', Value: deadLetterQueueUrl.split('/').at(-1) }],
      },
    ]);
  });

  test('a message that is published again is posted once', async () => {
    const documentId = crypto.randomUUID();
    for (let copies = 0; copies < 3; copies++) {
      const row = committedRow({ documentId, fileName: 'thrice.csv', audience: 'all' });
      await createSnsNotices({ client: sns, topicArn: outputs.ResultsTopicArn ?? '' }).publish(
        fileNotice(row),
      );
    }
    await announce('after the copies');
    await eventually(async () => expect(slack.about('after the copies')).toHaveLength(1), {
      withinMs: 30_000,
    });
    await eventually(async () => expect((await printed()).split('duplicate skipped')).toHaveLength(3), {
      withinMs: 30_000,
    });
    expect(slack.about(documentId)).toHaveLength(1);
  }, 90_000);

  test('a rotated webhook is taken up by itself, and no line tells its address', async () => {
    const renewed = slack.rotate('/services/T0SECRET/B0SECRET/aNoThErSeCrEt');
    await storeAddress(renewed);
    await announce('after the change');
    const posts = () => slack.about('after the change').map(({ path }) => path.split('/').at(-1));
    await eventually(async () => expect(posts()).toEqual(['sEcReTsEcReTsEcReT', 'aNoThErSeCrEt']), {
      withinMs: 30_000,
    });
    await eventually(async () => expect(await printed()).toContain('no_service'), { withinMs: 30_000 });
    expect(await printed()).toContain('channel_is_archived');
    expect(await printed()).not.toMatch(/secret/i);
  }, 90_000);
});
