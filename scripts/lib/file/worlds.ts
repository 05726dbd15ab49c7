// What the verbs work on in a deployed environment. Each looks up only the stacks that it needs.
import { createDynamodbFilesIndex } from '../../../lambda/adapters/dynamodb-files-index.ts';
import { createDynamodbFilesTable } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { createDynamodbKnownRows } from '../../../lambda/adapters/dynamodb-known-rows.ts';
import { createSqsFileMessages } from '../../../lambda/adapters/sqs-file-messages.ts';
import { createS3VersionListing, listVersions } from '../../../lambda/adapters/s3-version-listing.ts';
import { systemClock } from '../../../lambda/adapters/system-clock.ts';
import type { Clients } from '../clients.ts';
import type { Target } from '../cli.ts';
import { confirm } from '../confirm.ts';
import { requireOutput } from '../stack-state.ts';
import type { BackfillWorld } from './backfill.ts';
import type { ForgetWorld } from './forget.ts';
import { createFunctionLogs } from './function-logs.ts';
import type { ParkedWorld } from './parked.ts';
import type { ReplayWorld } from './replay.ts';
import { createS3KeyVersions } from './s3-key-versions.ts';
import { createSqsParkedQueue } from './sqs-parked-queue.ts';
import { createStoredReports } from './stored-reports.ts';
import type { TraceWorld } from './trace.ts';
import type { Files, Operation } from './verb.ts';

/** Where a verb acts, and with what. */
export interface Place {
  clients: Clients;
  target: Target;
}

const outputOf = ({ clients, target }: Place, short: string, output: string): Promise<string> =>
  requireOutput(clients.cloudFormation, {
    stackName: `${target.projectName}-${target.environmentName}-${short}`,
    output,
  });

const tableName = (place: Place) => outputOf(place, 'dynamodb', 'FilesTableName');
const sourceBucketName = (place: Place) => outputOf(place, 'source-bucket', 'SourceBucketName');

/** Questions and progress go to the error stream: with --json the other one is for the answer alone. */
const operation: Operation = {
  clock: systemClock,
  tell: (line) => console.error(line),
  confirm: (question) => confirm(question, { input: process.stdin, output: process.stderr }),
};

export async function openFiles(place: Place): Promise<Files> {
  const options = { client: place.clients.dynamoDb, tableName: await tableName(place) };
  return {
    index: createDynamodbFilesIndex(options),
    table: createDynamodbFilesTable(options),
    environmentName: place.target.environmentName,
    today: new Date().toISOString().slice(0, 10),
  };
}

async function fileMessages(place: Place) {
  const queueUrl = await outputOf(place, 'sqs', 'FileQueueUrl');
  return createSqsFileMessages({ client: place.clients.sqs, queueUrl });
}

export async function openTrace(place: Place): Promise<TraceWorld> {
  const { clients, target } = place;
  const bucketName = await outputOf(place, 'reports-bucket', 'ReportsBucketName');
  return {
    ...(await openFiles(place)),
    clock: systemClock,
    sourceBucketName: await sourceBucketName(place),
    objects: { listVersions: (ofBucket, key) => listVersions(clients.s3, ofBucket, key) },
    reports: createStoredReports({ client: clients.s3, bucketName }),
    logs: createFunctionLogs({ client: clients.logs, ...target }),
  };
}

export async function openReplay(place: Place): Promise<ReplayWorld> {
  return {
    ...(await openFiles(place)),
    ...operation,
    sourceBucketName: await sourceBucketName(place),
    objects: { listVersions: (bucketName, key) => listVersions(place.clients.s3, bucketName, key) },
    fileMessages: await fileMessages(place),
  };
}

export async function openBackfill(place: Place): Promise<BackfillWorld> {
  const { dynamoDb, s3 } = place.clients;
  const options = { client: dynamoDb, tableName: await tableName(place) };
  const bucketName = await sourceBucketName(place);
  return {
    ...operation,
    environmentName: place.target.environmentName,
    sourceBucketName: bucketName,
    table: createDynamodbFilesTable(options),
    knownRows: createDynamodbKnownRows({ ...options, clock: systemClock }),
    fileMessages: await fileMessages(place),
    versionsUnder: (prefix) => createS3VersionListing({ client: s3, bucketName, prefix }),
    isStopped: stopOnInterrupt(),
  };
}

/** The first Ctrl-C (or SIGTERM) asks for an end after the files under way, the second one ends at once. */
function stopOnInterrupt(): () => boolean {
  let isStopped = false;
  const stop = () => (isStopped = true);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return () => isStopped;
}

export async function openParked(place: Place): Promise<ParkedWorld> {
  const queueUrl = await outputOf(place, 'sqs', 'ParkedQueueUrl');
  return {
    ...operation,
    environmentName: place.target.environmentName,
    parkedQueue: createSqsParkedQueue({ client: place.clients.sqs, queueUrl }),
    fileMessages: await fileMessages(place),
  };
}

export async function openForget(place: Place): Promise<ForgetWorld> {
  const client = place.clients.s3;
  const bucketName = await sourceBucketName(place);
  const reportsBucketName = await outputOf(place, 'reports-bucket', 'ReportsBucketName');
  return {
    ...(await openFiles(place)),
    ...operation,
    sourceBucketName: bucketName,
    source: createS3KeyVersions({ client, bucketName }),
    reports: createS3KeyVersions({ client, bucketName: reportsBucketName }),
  };
}
