// Makes the buckets, tables, topics and queues that the port suites run on, each under a name of its own.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { type Clients, createClients } from '../../../lambda/adapters/clients.ts';
import { ROOT } from '../../../scripts/lib/root.ts';
import { loadTemplate } from '../../../scripts/lib/template.ts';
import { testEngine } from '../../support/engine.ts';

/** The clients of the functions, pointed at the engine by the environment alone. */
export function engineClients(): Clients {
  testEngine();
  return createClients();
}

export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
}

export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export async function createBucket(client: S3Client, versioning: boolean): Promise<string> {
  const Bucket = uniqueName('port-test');
  await client.send(new CreateBucketCommand({ Bucket }));
  if (versioning) {
    await client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  }
  return Bucket;
}

/** A table with the keys and indexes that the dynamodb stack declares, word for word. */
export async function createFilesTable(client: DynamoDBClient): Promise<string> {
  const { document } = await loadTemplate(ROOT, 'templates/dynamodb.yaml');
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = (document.Resources.FilesTable
    ?.Properties ?? {}) as Partial<CreateTableCommandInput>;
  const TableName = uniqueName('files');
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes,
    }),
  );
  return TableName;
}
