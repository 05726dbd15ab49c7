// Sends one small file through the whole of a released system and waits for its row.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { FilesTable } from '../../../lambda/core/ports.ts';
import { stackNameOf } from '../../stacks.ts';
import { openFiles } from '../file/worlds.ts';
import { poll } from '../poll.ts';
import type { Session } from '../session.ts';
import { requireOutput } from '../stack-state.ts';
import { UserError } from '../user-error.ts';

/** Enough for the file itself, also when its first try meets an error: the retry comes after 10 s, then 30 s, then 90 s. */
const PATIENCE_IN_MS = 5 * 60 * 1000;
/** While other files wait before it; a build action of the pipeline is ended after an hour. */
const PATIENCE_WITH_BACKLOG_IN_MS = 30 * 60 * 1000;
/** An invocation of the version before may have been under way; it does not prove the new one. */
const MAX_PROBES = 3;

export interface ProbeOptions {
  /** Of process-file; names the file. */
  releaseHash: string;
  patienceInMs?: number;
  patienceWithBacklogInMs?: number;
}

interface Probe {
  key: string;
  queueUrl: string;
  table: FilesTable;
  documentId: string;
}

const outputOf = ({ clients, target }: Session, short: string, output: string) =>
  requireOutput(clients.cloudFormation, { stackName: stackNameOf(target, short), output });

async function send(session: Session, releaseHash: string): Promise<Probe> {
  const bucketName = await outputOf(session, 'source-bucket', 'SourceBucketName');
  const queueUrl = await outputOf(session, 'sqs', 'FileQueueUrl');
  const { table } = await openFiles(session);
  const key = `probe/${releaseHash}.txt`;
  const { VersionId: versionId = 'null' } = await session.clients.s3.send(
    new PutObjectCommand({
      Bucket: bucketName,
      Key: key,
      Body: `${releaseHash}\n`,
      ContentType: 'text/plain',
    }),
  );
  return { key, queueUrl, table, documentId: documentIdOf({ bucketName, key, versionId }) };
}

async function countWaiting({ clients }: Session, { queueUrl }: Probe): Promise<number> {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes.ApproximateNumberOfMessages ?? 0);
}

/** How far the probe has come, for the error. */
function whereIsIt(row: FileRow | undefined): string {
  if (!row) {
    return 'it has no row yet: see whether the rule of the sqs stack is enabled, the event source mapping too, and what the function logs';
  }
  if (row.status === 'PROCESSING') return `its row is PROCESSING since attempt ${row.attempt}`;
  return 'its row is PROCESSED, but its result has not been announced';
}

/** Its row, once it is terminal and announced. Throws UserError when that does not come in time. */
async function waitForRow(session: Session, probe: Probe, options: ProbeOptions): Promise<FileRow> {
  const { patienceInMs = PATIENCE_IN_MS, patienceWithBacklogInMs = PATIENCE_WITH_BACKLOG_IN_MS } = options;
  const begin = performance.now();
  const ask = async () => {
    const row = await probe.table.get(probe.documentId);
    const isDone = row && row.status !== 'PROCESSING' && row.notification === 'SENT';
    if (isDone || (row && /^(REJECTED|FAILED|DELETED)$/.test(row.status))) return row;
    const waitedInMs = performance.now() - begin;
    if (waitedInMs < patienceInMs) return undefined;
    const waiting = await countWaiting(session, probe);
    if (waiting > 0 && waitedInMs < patienceWithBacklogInMs) return undefined;
    throw new UserError(
      `The probe ${probe.key} did not get through within ${Math.round(waitedInMs / 1000)} seconds (${whereIsIt(row)}; messages waiting in the file queue: ${waiting}); mend that and release again.`,
    );
  };
  const timeoutInMs = Math.max(patienceInMs, patienceWithBacklogInMs) + 60_000;
  return poll(ask, { what: `the probe ${probe.key}`, timeoutInMs });
}

/**
 * Puts `probe/<release hash>.txt` into the source bucket and waits until this release has recorded and announced it.
 * Throws UserError when it is not PROCESSED, or not in time. The row and the file stay, as those of any file do: they tell
 * when which release was tried, and expire with the others when RetentionInDays is set.
 */
export async function sendProbe(session: Session, options: ProbeOptions): Promise<FileRow> {
  const { releaseHash } = options;
  let row: FileRow | undefined;
  for (let sent = 0; sent < MAX_PROBES && row?.releaseHash !== releaseHash; sent += 1) {
    const probe = await send(session, releaseHash);
    row = await waitForRow(session, probe, options);
    if (row.status !== 'PROCESSED') {
      const why = row.reasonCode ? `${row.reasonCode}: ${row.reason ?? ''}` : 'no reason given';
      throw new UserError(
        `The probe ${probe.key} ended as ${row.status} (${why.trim()}) instead of PROCESSED; mend the code and release again.`,
      );
    }
  }
  if (row?.releaseHash === releaseHash) return row;
  throw new UserError(
    `${MAX_PROBES} probes were processed by the release ${row?.releaseHash ?? 'without a hash'} instead of ${releaseHash}; see which version the alias live of process-file names, and release again.`,
  );
}
