// Buckets, queues and table of one environment on the engine, without functions, for the verbs that do something.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { randomUUID } from 'node:crypto';
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import { parseMessage, type FileEvent } from '../../../lambda/core/file-event.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { deployStacks } from '../../../scripts/lib/deploy-stacks.ts';
import type { KeyVersion } from '../../../scripts/lib/file/forget.ts';
import { createS3KeyVersions } from '../../../scripts/lib/file/s3-key-versions.ts';
import { testEngine } from '../../support/engine.ts';
import { fileRow } from '../../unit/scripts/file/files.ts';
import { runFile, type Run } from './run-file.ts';

const STACKS = ['sns', 'source-bucket', 'reports-bucket', 'dynamodb', 'sqs'];
const environmentName = 'test';

/** A name with everything that breaks names. */
export const NAME = 'in/dir with space/ä+%41\n../\u202e\u{1F4C4}.csv';

export class SmallEnvironment {
  readonly clients: Clients;
  readonly #outputs: Record<string, string>;
  readonly #projectName: string;

  private constructor(of: { clients: Clients; outputs: Record<string, string>; projectName: string }) {
    this.clients = of.clients;
    this.#outputs = of.outputs;
    this.#projectName = of.projectName;
  }

  static async deploy(): Promise<SmallEnvironment> {
    testEngine();
    const clients = await createClients();
    const projectName = `p${randomUUID().slice(0, 8)}`;
    const outputs: Record<string, string> = {};
    for (const only of STACKS) {
      const to = { projectName, environmentName, only, onProgress: () => undefined };
      for (const stack of await deployStacks(to)) Object.assign(outputs, stack.outputs);
    }
    return new SmallEnvironment({ clients, outputs, projectName });
  }

  end(): void {
    closeClients(this.clients);
  }

  out(name: string): string {
    const value = this.#outputs[name];
    if (value === undefined) throw new Error(`No stack has the output ${name}.`);
    return value;
  }

  file(verb: string, ...more: string[]): Promise<Run> {
    return runFile([verb, '--project', this.#projectName, '--environment', environmentName, ...more]);
  }

  async upload(key: string, Body = 'a,b\n1,2\n'): Promise<{ documentId: string; versionId: string }> {
    const bucketName = this.out('SourceBucketName');
    const command = new PutObjectCommand({ Bucket: bucketName, Key: key, Body });
    const { VersionId: versionId = '' } = await this.clients.s3.send(command);
    return { versionId, documentId: documentIdOf({ bucketName, key, versionId }) };
  }

  /** An upload with the row of a finished file, and two versions of its report. */
  async finished(key: string): Promise<FileRow> {
    const bucketName = this.out('SourceBucketName');
    const uploaded = await this.upload(key);
    const daySlot = `2026-11-21#${uploaded.documentId.slice(0, 1)}`;
    const row = fileRow({ ...uploaded, fileName: key, bucketName, daySlot });
    const { dynamoDb, s3 } = this.clients;
    await dynamoDb.send(new PutItemCommand({ TableName: this.out('FilesTableName'), Item: marshall(row) }));
    const Key = `processed/${row.documentId}.json`;
    for (const Body of ['old', 'new'])
      await s3.send(new PutObjectCommand({ Bucket: this.out('ReportsBucketName'), Key, Body }));
    return row;
  }

  async row(documentId: string): Promise<FileRow | undefined> {
    const command = new GetItemCommand({
      TableName: this.out('FilesTableName'),
      Key: marshall({ documentId }),
      ConsistentRead: true,
    });
    const { Item } = await this.clients.dynamoDb.send(command);
    return Item && (unmarshall(Item) as FileRow);
  }

  /** Takes everything out of a queue. */
  async drain(output: 'FileQueueUrl' | 'ParkedQueueUrl'): Promise<string[]> {
    const QueueUrl = this.out(output);
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return bodies;
      for (const { Body = '', ReceiptHandle } of Messages) {
        bodies.push(Body);
        await this.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  /** Takes everything out of the file queue; tells the files that came by way of the verbs, not of the bucket. */
  async ownMessages(): Promise<FileEvent[]> {
    const bodies = await this.drain('FileQueueUrl');
    return bodies
      .filter((body) => body.includes('"source":"file-processing"'))
      .flatMap((body) => parseMessage(body).files);
  }

  versionsIn(output: 'SourceBucketName' | 'ReportsBucketName', key: string): Promise<KeyVersion[]> {
    return createS3KeyVersions({ client: this.clients.s3, bucketName: this.out(output) }).list(key);
  }
}
