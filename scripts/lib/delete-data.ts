// Deletes buckets and tables with everything in them. There is no way back; whoever calls this has asked.
import {
  DeleteTableCommand,
  DescribeTableCommand,
  UpdateTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';
import { BUCKET } from './data-resources.ts';
import { poll } from './poll.ts';
import { UserError } from './user-error.ts';

const TABLE_TIMEOUT_IN_MS = 10 * 60 * 1000;

async function deleteVersions(
  s3: S3Client,
  bucket: string,
  page: ListObjectVersionsCommandOutput,
): Promise<number> {
  const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
  const objects = entries.map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (objects.length === 0) return 0;
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
  );
  const [error] = Errors;
  if (error)
    throw new UserError(
      `${bucket} cannot be emptied: ${error.Key}: ${error.Message}; mend this and repeat the command.`,
    );
  return objects.length;
}

/** Removes every version and delete marker; returns how many. Always reads the first page again, since what it listed is gone. */
async function emptyBucket(s3: S3Client, bucket: string, onCount: (count: number) => void): Promise<void> {
  for (let count = 0; ;) {
    // A page has at most 1,000 entries, which is also what one DeleteObjects takes.
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const deleted = await deleteVersions(s3, bucket, page);
    count += deleted;
    if (deleted === 0) return;
    onCount(count);
  }
}

async function abortUploads(s3: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    for (const { Key, UploadId } of Uploads) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    }
    if (Uploads.length === 0) return;
  }
}

async function deleteBucket(s3: S3Client, bucket: string, onCount: (count: number) => void): Promise<void> {
  await abortUploads(s3, bucket);
  await emptyBucket(s3, bucket, onCount);
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
}

const isGone = (error: unknown) => error instanceof Error && error.name === 'ResourceNotFoundException';

async function tableStatus(client: DynamoDBClient, table: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table }))).Table?.TableStatus;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function deleteTable(client: DynamoDBClient, table: string): Promise<void> {
  const settle = { what: `the table ${table}`, timeoutInMs: TABLE_TIMEOUT_IN_MS };
  await client.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false }));
  await poll(async () => ((await tableStatus(client, table)) === 'ACTIVE' ? true : undefined), settle);
  await client.send(new DeleteTableCommand({ TableName: table }));
  await poll(async () => ((await tableStatus(client, table)) === undefined ? true : undefined), settle);
}

/** Deletes one bucket with all versions, or one table despite its deletion protection. */
export async function deleteData(
  { s3, dynamoDb }: Clients,
  { type, name }: { type: string; name: string },
  onProgress: (line: string) => void,
): Promise<void> {
  if (type === BUCKET)
    await deleteBucket(s3, name, (count) => onProgress(`${name}: ${count} versions deleted`));
  else await deleteTable(dynamoDb, name);
  onProgress(`${name}: deleted with all its data`);
}
