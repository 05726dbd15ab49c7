// A small system with the stack of Slack, for a test that plays everybody around it: who announces, Slack, and who looks after it.
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createSnsNotices } from '../../lambda/adapters/sns-notices.ts';
import { fileNotice } from '../../lambda/core/notices/file-notice.ts';
import { closeClients, createClients } from '../../scripts/lib/clients.ts';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { expectedByBuild } from '../../scripts/lib/release/expected-by-build.ts';
import { makeSureOfRelease } from '../../scripts/lib/release/release.ts';
import { committedRow } from './events.ts';

const TARGET = { projectName: 'file-processing', environmentName: 'chat' };
const STACK = 'file-processing-chat-slack';
/** What Slack needs, in deploy order. */
const STACKS = ['artifact-bucket', 'sns', 'reports-bucket', 'dynamodb', 'slack'];
const SHORT_WAITS = { FirstRetryDelayInSeconds: '1', SlackMaxReceiveCount: '5' };

export class ChatSystem {
  outputs: Record<string, string> = {};
  readonly #source: CopiedSource;
  readonly #clients = {
    cloudFormation: new CloudFormationClient(),
    cloudWatch: new CloudWatchClient(),
    logs: new CloudWatchLogsClient(),
    secrets: new SecretsManagerClient(),
    sns: new SNSClient(),
    sqs: new SQSClient(),
    ssm: new SSMClient(),
  };

  private constructor(source: CopiedSource) {
    this.#source = source;
  }

  /** Deploys nothing yet. */
  static async prepare(): Promise<ChatSystem> {
    const source = await copySource(TARGET.environmentName, {});
    source.stacks = source.stacks.filter(({ short }) => STACKS.includes(short));
    return new ChatSystem(source);
  }

  async deploy(): Promise<void> {
    const deployed = await deployStacks({ ...TARGET, source: this.#source, onProgress: () => undefined });
    this.outputs = Object.assign({}, ...deployed.map((stack) => stack.outputs)) as Record<string, string>;
  }

  /** Deploys with these parameters of the stack. */
  async connect(webhook: Record<string, string>): Promise<void> {
    await this.#source.edit(`pipeline/parameters/${TARGET.environmentName}.json`, () =>
      JSON.stringify({ slack: { ...SHORT_WAITS, ...webhook } }),
    );
    await this.deploy();
  }

  async resources(): Promise<StackResource[]> {
    const command = new DescribeStackResourcesCommand({ StackName: STACK });
    return (await this.#clients.cloudFormation.send(command)).StackResources ?? [];
  }

  async deadLetterQueueUrl(): Promise<string> {
    const queue = (await this.resources()).find(({ LogicalResourceId: id }) => id === 'SlackDeadLetterQueue');
    return queue?.PhysicalResourceId ?? '';
  }

  /** Stores the address under this name, or replaces it. */
  async storeParameter(Name: string, Value: string): Promise<void> {
    const command = new PutParameterCommand({ Name, Type: 'SecureString', Value, Overwrite: true });
    await this.#clients.ssm.send(command);
  }

  /** Stores the address as a secret; returns its ARN. */
  async storeSecret(Name: string, SecretString: string): Promise<string> {
    const { ARN = '' } = await this.#clients.secrets.send(new CreateSecretCommand({ Name, SecretString }));
    return ARN;
  }

  /** Announces a file as process-file does; returns what tells its messages from others. */
  async announce(fileName: string, documentId: string = crypto.randomUUID()): Promise<string> {
    const row = committedRow({ documentId, fileName });
    const topicArn = this.outputs.ResultsTopicArn ?? '';
    await createSnsNotices({ client: this.#clients.sns, topicArn }).publish(fileNotice(row));
    return row.documentId;
  }

  async alert(message: unknown): Promise<void> {
    const TopicArn = this.outputs.AlertsTopicArn;
    await this.#clients.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
  }

  async deadLetters(): Promise<string[]> {
    const QueueUrl = await this.deadLetterQueueUrl();
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    return ((await this.#clients.sqs.send(command)).Messages ?? []).map(({ Body = '' }) => Body);
  }

  async alarm(name: string): Promise<MetricAlarm | undefined> {
    const command = new DescribeAlarmsCommand({ AlarmNames: [`file-processing-chat-${name}`] });
    return (await this.#clients.cloudWatch.send(command)).MetricAlarms?.[0];
  }

  /** Everything that the function has printed so far. */
  async printed(): Promise<string> {
    const logGroupName = `/aws/lambda/${this.outputs.NotifySlackFunctionName}`;
    const command = new FilterLogEventsCommand({ logGroupName, limit: 10_000 });
    const { events = [] } = await this.#clients.logs.send(command);
    return events.map(({ message = '' }) => message).join('\n');
  }

  /** What the release step says of these stacks. */
  async release(): Promise<string[]> {
    const clients = await createClients();
    const lines: string[] = [];
    const session = { clients, target: TARGET, onProgress: (line: string) => void lines.push(line) };
    await makeSureOfRelease(session, { expected: await expectedByBuild(TARGET, this.#source) });
    closeClients(clients);
    return lines;
  }

  async end(): Promise<void> {
    for (const client of Object.values(this.#clients)) client.destroy();
    await this.#source.remove();
  }
}
