// Makes the buckets, tables, topics and queues that the port suites run on, each under a name of its own.
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { type Clients, createClients } from '../../../lambda/adapters/clients.ts';
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

const INDEXES = [
  { name: 'byDay', partition: 'daySlot', sort: 'processedAt' },
  { name: 'byFile', partition: 'fileName', sort: 'uploadedAt' },
  { name: 'open', partition: 'openShard', sort: 'nextTryAt' },
] as const;

/** A table with the keys and indexes of the dynamodb stack. */
export async function createFilesTable(client: DynamoDBClient): Promise<string> {
  const TableName = uniqueName('files');
  const attributes = ['documentId', ...INDEXES.flatMap(({ partition, sort }) => [partition, sort])];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'documentId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: INDEXES.map(({ name, partition, sort }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partition, KeyType: 'HASH' },
          { AttributeName: sort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: name === 'open' ? 'KEYS_ONLY' : 'ALL' },
      })),
    }),
  );
  return TableName;
}
