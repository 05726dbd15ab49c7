// The walk-through of `npm start`: uploads the samples, waits, and gathers what became of each from the outside.
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClients } from '../../lambda/adapters/clients.ts';
import type { Clients } from '../../lambda/adapters/clients.ts';
import { createDynamodbFilesTable } from '../../lambda/adapters/dynamodb-files-table.ts';
import { documentIdOf } from '../../lambda/core/document-id.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { FilesTable } from '../../lambda/core/ports.ts';
import { notificationIdOf } from '../../lambda/core/notices/file-notice.ts';
import { reportKeyOf } from '../../lambda/core/report/file-report.ts';
import type { Outputs } from './deployed.ts';
import { readInbox } from './inbox.ts';
import type { SampleResult } from './sample-card.ts';
import { differences, loadSamples } from './samples.ts';
import type { Sample } from './samples.ts';

export interface WalkThroughOptions {
  endpoint: string;
  outputs: Outputs;
  inboxUrl: string;
  /** Called for each sample, in the order of expected.json. */
  onResult: (result: SampleResult) => void;
}

/** A file that meets an error comes back after 1 s, 3 s, 9 s … in the local environment. */
const RESULT_DEADLINE_IN_MS = 60_000;
/** The message is published before the row says SENT; only the engine's own fan-out may lag. */
const MESSAGE_DEADLINE_IN_MS = 5_000;
const POLL_IN_MS = 100;

interface Walk extends WalkThroughOptions {
  clients: Clients;
  table: FilesTable;
}

/** Sends all samples through and tells whether every one ended as it should. */
export async function walkThrough(options: WalkThroughOptions): Promise<boolean> {
  const clients = createClients();
  const table = createDynamodbFilesTable({
    client: clients.dynamodb,
    tableName: options.outputs('FilesTableName'),
  });
  const walk = { ...options, clients, table };
  const uploaded = await uploadAll(walk, loadSamples());
  const results: SampleResult[] = [];
  for (const { sample, documentId } of uploaded) {
    const result = await resultOf(walk, { sample, documentId });
    options.onResult(result);
    results.push(result);
  }
  for (const client of Object.values(clients)) {
    client.destroy();
  }
  return results.every(({ problems }) => problems.length === 0);
}

interface Uploaded {
  sample: Sample;
  documentId: string;
}

function uploadAll({ clients, outputs }: Walk, samples: Sample[]): Promise<Uploaded[]> {
  const bucketName = outputs('SourceBucketName');
  return Promise.all(
    samples.map(async (sample) => {
      const key = keyOf(sample);
      const { VersionId: versionId = 'null' } = await clients.s3.send(
        new PutObjectCommand({ Bucket: bucketName, Key: key, Body: sample.body }),
      );
      return { sample, documentId: documentIdOf({ bucketName, key, versionId }) };
    }),
  );
}

/** What lies in the folder of orders is uploaded as orders. */
const keyOf = ({ name }: Sample): string => (name.startsWith('orders/') ? name : `samples/${name}`);

async function resultOf(walk: Walk, { sample, documentId }: Uploaded): Promise<SampleResult> {
  const row = await eventually(RESULT_DEADLINE_IN_MS, async () => {
    const row = await walk.table.get(documentId);
    return row?.notification === 'SENT' ? row : undefined;
  });
  if (row === undefined) {
    const problem = `no result within ${RESULT_DEADLINE_IN_MS / 1000} s; the engine's log is .local/engine.log`;
    return { name: sample.name, problems: [problem] };
  }
  const report = await findReport(walk, row);
  const notification = await findNotification(walk, row);
  return {
    name: sample.name,
    row,
    ...(report && { report }),
    ...(notification && { notification }),
    problems: [
      ...differences(sample.expected, row),
      ...(report ? [] : ['there is no report']),
      ...(notification ? [] : ['there was no notification']),
    ],
  };
}

async function findReport({ clients, outputs }: Walk, row: FileRow): Promise<string | undefined> {
  const bucket = outputs('ReportsBucketName');
  const key = reportKeyOf(row.documentId);
  try {
    await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return `s3://${bucket}/${key}`;
  } catch (error) {
    if ((error as Error).name === 'NotFound') {
      return undefined;
    }
    throw error;
  }
}

function findNotification(walk: Walk, row: FileRow): Promise<string | undefined> {
  return eventually(MESSAGE_DEADLINE_IN_MS, async () => {
    const messages = await readInbox({ endpoint: walk.endpoint, queueUrl: walk.inboxUrl });
    const notices = messages.map(({ message }) => parseNotice(message));
    return notices.find((notice) => notice?.notificationId === notificationIdOf(row))?.text;
  });
}

/** Alarms come into the same inbox and need not look like our notices. */
function parseNotice(message: string): { notificationId?: string; text?: string } | undefined {
  try {
    return JSON.parse(message) as { notificationId?: string; text?: string };
  } catch {
    return undefined;
  }
}

async function eventually<T>(ms: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) {
      return answer;
    }
    await sleep(POLL_IN_MS);
  }
}
