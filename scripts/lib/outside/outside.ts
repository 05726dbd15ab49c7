// The system seen from outside, as its users see it: objects in, rows, reports and messages out. Knows nothing of the code.
import { DynamoDBClient, GetItemCommand, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { Ear } from './ear.ts';

/** Names of a deployed system: the outputs of its stacks. */
export interface Deployed {
  endpoint: string;
  outputs: Record<string, string>;
}

export class Outside {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly #sns: SNSClient;
  readonly #table: DynamoDBClient;
  readonly outputs: Record<string, string>;

  constructor({ endpoint, outputs }: Deployed) {
    const options = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    this.s3 = new S3Client(options);
    this.sqs = new SQSClient(options);
    this.#sns = new SNSClient(options);
    this.#table = new DynamoDBClient(options);
    this.outputs = outputs;
  }

  output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) throw new Error(`No stack has the output ${name}.`);
    return value;
  }

  /** Uploads one file and tells its version. */
  async put(key: string, body: string | Uint8Array): Promise<string> {
    const answer = await this.s3.send(
      new PutObjectCommand({
        Bucket: this.output('SourceBucketName'),
        Key: key,
        Body: body,
        // The SDK takes an empty text for a stream of unknown length, and says so each time.
        ContentLength: Buffer.byteLength(body),
      }),
    );
    return answer.VersionId ?? '';
  }

  /** All rows of a file name, oldest upload first. The index tells which; the rows themselves are read by key, consistently. */
  async rows(fileName: string): Promise<FileRow[]> {
    const query = {
      TableName: this.output('FilesTableName'),
      IndexName: 'byFile',
      KeyConditionExpression: 'fileName = :name',
      ExpressionAttributeValues: { ':name': { S: fileName } },
    };
    const rows: FileRow[] = [];
    for await (const page of paginateQuery({ client: this.#table }, query)) {
      for (const { documentId } of page.Items ?? []) rows.push(await this.#row(documentId?.S ?? ''));
    }
    return rows;
  }

  /** Every row of the table. A scan: only for systems that hold nothing but what one test put there. */
  async allRows(): Promise<FileRow[]> {
    const scan = { TableName: this.output('FilesTableName'), ConsistentRead: true };
    const rows: FileRow[] = [];
    for await (const page of paginateScan({ client: this.#table }, scan)) {
      for (const item of page.Items ?? []) if (item.fileName) rows.push(unmarshall(item) as FileRow);
    }
    return rows;
  }

  /** Every version in the source bucket; delete markers are none. */
  async allVersions(): Promise<{ key: string; versionId: string }[]> {
    const versions: { key: string; versionId: string }[] = [];
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker) {
      const { Versions = [], ...page }: ListObjectVersionsCommandOutput = await this.s3.send(
        new ListObjectVersionsCommand({ Bucket: this.output('SourceBucketName'), ...marker }),
      );
      for (const { Key = '', VersionId = '' } of Versions) versions.push({ key: Key, versionId: VersionId });
      marker = page.IsTruncated ? nextOf(page) : undefined;
    }
    return versions;
  }

  async #row(documentId: string): Promise<FileRow> {
    const command = new GetItemCommand({
      TableName: this.output('FilesTableName'),
      Key: { documentId: { S: documentId } },
      ConsistentRead: true,
    });
    return unmarshall((await this.#table.send(command)).Item ?? {}) as FileRow;
  }

  /** How many rows are not yet announced. */
  async openRows(): Promise<number> {
    let count = 0;
    for (const shard of '0123456789abcdef') {
      const query = {
        TableName: this.output('FilesTableName'),
        IndexName: 'open',
        KeyConditionExpression: 'openShard = :shard',
        ExpressionAttributeValues: { ':shard': { S: shard } },
      };
      for await (const page of paginateQuery({ client: this.#table }, query))
        count += page.Items?.length ?? 0;
    }
    return count;
  }

  async report(documentId: string): Promise<Record<string, unknown>> {
    const command = new GetObjectCommand({
      Bucket: this.output('ReportsBucketName'),
      Key: `processed/${documentId}.json`,
    });
    const { Body } = await this.s3.send(command);
    return JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>;
  }

  /** Messages in a queue: visible, in flight and delayed. */
  async depth(queueUrl: string): Promise<number> {
    const names = [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ] as const;
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  }

  /** URLs of all queues whose name begins so. */
  async queues(prefix: string): Promise<string[]> {
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
    return QueueUrls;
  }

  /** Puts a message into one of the queues that the stacks tell. */
  async send(output: string, body: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.output(output), MessageBody: body }));
  }

  /** Subscribes a fresh queue to the results topic; from now on it hears what machines hear. */
  async listen(name: string, filter?: Record<string, readonly string[]>): Promise<Ear> {
    const { QueueUrl } = await this.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const { SubscriptionArn } = await this.#sns.send(
      new SubscribeCommand({
        TopicArn: this.output('ResultsTopicArn'),
        Protocol: 'sqs',
        Endpoint: Attributes?.QueueArn,
        ReturnSubscriptionArn: true,
      }),
    );
    const settings = { RawMessageDelivery: 'false', ...(filter && { FilterPolicy: JSON.stringify(filter) }) };
    for (const [AttributeName, AttributeValue] of Object.entries(settings)) {
      await this.#sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    }
    return new Ear(this.sqs, QueueUrl ?? '');
  }

  /** Closes the connections. */
  end(): void {
    for (const client of [this.s3, this.sqs, this.#sns, this.#table]) client.destroy();
  }
}

function nextOf({ NextKeyMarker, NextVersionIdMarker }: Partial<ListObjectVersionsCommandOutput>) {
  return {
    ...(NextKeyMarker !== undefined && { KeyMarker: NextKeyMarker }),
    ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
  };
}
