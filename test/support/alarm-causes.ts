// Makes what alarms are about happen for real: errors, returned and waiting messages, dead letters, files that are given up, silence.
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  InvokeCommand,
  UpdateEventSourceMappingCommand,
  paginateListEventSourceMappings,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { documentIdOf, shardOf } from '../../lambda/core/document-id.ts';
import { ownMessage } from '../../lambda/core/own-message.ts';
import { changeEnvironment } from '../../scripts/lib/outside/change-environment.ts';
import type { Outside } from '../../scripts/lib/outside/outside.ts';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
/** The engine asks nobody for it. */
const ROUNDS = 3;

export class AlarmCauses {
  readonly #outside: Outside;
  readonly #lambda: LambdaClient;
  readonly #functionNames: readonly string[];

  constructor(place: { outside: Outside; lambda: LambdaClient; functionNames: readonly string[] }) {
    this.#outside = place.outside;
    this.#lambda = place.lambda;
    this.#functionNames = place.functionNames;
  }

  async upload(name: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.#outside.put(`${name}/${n}.txt`, `${name} ${n}\n`);
  }

  /** URLs of the queues that these alarms watch. */
  queuesOf(alarms: readonly MetricAlarm[]): string[] {
    const dimensions = alarms.flatMap(({ Dimensions = [] }) => Dimensions);
    const names = dimensions.flatMap(({ Name, Value = '' }) => (Name === 'QueueName' ? [Value] : []));
    return names.map((name) => this.#outside.output('FileQueueUrl').replace(/[^/]+$/, name));
  }

  /** Runs a function; whether it ended in an error. */
  async invoke(functionName: string, event: unknown): Promise<boolean> {
    const { FunctionError } = await this.#lambda.send(
      new InvokeCommand({ FunctionName: functionName, Qualifier: 'live', Payload: JSON.stringify(event) }),
    );
    return FunctionError !== undefined;
  }

  /** Every function gets an event that it refuses, so the invocation ends in an error. */
  async makeFunctionsFail(times: number): Promise<void> {
    for (const name of this.#functionNames) {
      for (let n = 0; n < times; n++) {
        if (!(await this.invoke(name, { noEventOfOurs: n })))
          throw new Error(`${name} took an event that it must refuse.`);
      }
    }
  }

  /** Everything that runs on a schedule runs once, as its schedule would have it. */
  async runScheduled(): Promise<void> {
    for (const name of this.#scheduled()) {
      if (await this.invoke(name, {})) throw new Error(`${name} failed.`);
    }
  }

  /** Reconcile and redrive each find a file that they cannot queue. In this order: redrive would give it a row. */
  async runUpkeepWithoutQueue(key: string): Promise<void> {
    const versionId = await this.#outside.put(key, 'one two\n');
    const bucketName = this.#outside.output('SourceBucketName');
    const asked = { revision: 1, round: 0 };
    const file = { bucketName, key, versionId, occurredAt: LONG_AGO, sizeInBytes: 8, ...asked };
    await this.#outside.send('FileDeadLetterQueueUrl', ownMessage(file, asked));
    const url = this.#outside.output('FileQueueUrl');
    for (const output of ['ReconcileFunctionName', 'RedriveFunctionName']) {
      const name = this.#outside.output(output);
      const event = output === 'ReconcileFunctionName' ? { minimumAgeInMinutes: 0 } : {};
      const pointAt = (queueUrl: string) =>
        changeEnvironment(this.#lambda, name, (variables) => ({ ...variables, FILE_QUEUE_URL: queueUrl }));
      await pointAt(`${url}-that-is-not`);
      await this.invoke(name, event);
      await pointAt(url);
    }
  }

  /** Nobody can be told of results from now on, so files go back to the queue. Returns how to make it good. */
  async loseResultsTopic(): Promise<() => Promise<void>> {
    const sns = new SNSClient();
    const TopicArn = this.#outside.output('ResultsTopicArn');
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    return async () => {
      await sns.send(new CreateTopicCommand({ Name: TopicArn.split(':').at(-1) }));
      sns.destroy();
    };
  }

  /** Nobody takes messages from queues from now on, or everybody again. */
  async setQueuesRead(isRead: boolean): Promise<void> {
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
      { client: this.#lambda },
      {},
    )) {
      for (const { UUID, FunctionArn = '' } of EventSourceMappings) {
        const isOurs = this.#functionNames.includes(FunctionArn.split(':')[6] ?? '');
        if (isOurs) await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isRead }));
      }
    }
  }

  /** A file that used up its rounds of tries, as redrive finds it. */
  async giveUpFile(key: string): Promise<void> {
    const versionId = await this.#outside.put(key, 'one two\n');
    const bucketName = this.#outside.output('SourceBucketName');
    const documentId = documentIdOf({ bucketName, key, versionId });
    const row = {
      ...{
        documentId,
        bucketName,
        fileName: key,
        versionId,
        status: 'PROCESSING',
        uploadedAt: LONG_AGO,
        attempt: 0,
      },
      ...{ nextTryAt: LONG_AGO, openShard: shardOf(documentId), redriveRounds: ROUNDS, revision: 1 },
    };
    const table = new DynamoDBClient();
    const TableName = this.#outside.output('FilesTableName');
    await table.send(new PutItemCommand({ TableName, Item: marshall(row) }));
    table.destroy();
    const asked = { revision: 1, round: ROUNDS };
    const file = { bucketName, key, versionId, occurredAt: LONG_AGO, sizeInBytes: 8, ...asked };
    await this.#outside.send('FileDeadLetterQueueUrl', ownMessage(file, asked));
  }

  /** A message in each of these queues. */
  async leaveMessages(queueUrls: readonly string[]): Promise<void> {
    for (const QueueUrl of queueUrls)
      await this.#outside.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'left by a test' }));
  }

  async emptyQueues(queueUrls: readonly string[]): Promise<void> {
    for (const QueueUrl of queueUrls) await this.#outside.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }

  #scheduled(): string[] {
    return this.#functionNames.filter((name) => !/-(process-file|notify-slack)$/.test(name));
  }
}
