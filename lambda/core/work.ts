// One delivery of one file at work.
import { documentIdOf } from './document-id.ts';
import type { FileEvent } from './file-event.ts';
import type { FileRow } from './file-row.ts';
import type { VersionPage } from './ports.ts';
import type { RowWrite } from './row-write.ts';
import type { FileFacts, Owner } from './row-steps.ts';
import type { LedgerRun, Run } from './run.ts';

/** An event whose version is known. */
export type FileVersion = FileEvent & { versionId: string };

/** A version as a listing of its bucket tells it: never announced, so its first revision, in no redrive round. */
export function fileOfListed(bucketName: string, listed: VersionPage['versions'][number]): FileVersion {
  const { key, versionId, eTag, sizeInBytes, lastModified } = listed;
  return { bucketName, key, versionId, eTag, sizeInBytes, occurredAt: lastModified, revision: 1, round: 0 };
}

/** One delivery: the file, how often its message has been received, and the row if it was just read. */
export interface Delivery {
  file: FileVersion;
  receives: number;
  look?: { row: FileRow | undefined };
  /** Where it came from, for the log; `sentAt` is an ISO time. */
  message?: { messageId: string; sentAt?: string };
}

/** `token` belongs to this delivery alone and is never used again. */
export interface Work<R extends LedgerRun = Run> {
  run: R;
  file: FileVersion;
  documentId: string;
  token: string;
}

/** The row after it became mine, or the row that stood in the way (undefined when there is none). */
export type Taken = { mine: true; row: FileRow } | { mine: false; row: FileRow | undefined };

export function beginWork<R extends LedgerRun>(file: FileVersion, run: R): Work<R> {
  return { run, file, documentId: documentIdOf(file), token: run.newToken() };
}

/** What a message tells of a file before it was read. */
export function factsOf(file: FileVersion): FileFacts {
  return {
    documentId: documentIdOf(file),
    bucketName: file.bucketName,
    fileName: file.key,
    versionId: file.versionId,
    uploadedAt: file.occurredAt,
    ...(file.eTag !== undefined && { eTag: file.eTag }),
    ...(file.sizeInBytes !== undefined && { fileSize: file.sizeInBytes }),
    ...(file.sequencer !== undefined && { sequencer: file.sequencer }),
  };
}

/** Owner of the row until the end of the invocation and the margin for clocks that differ. */
export function ownerOf({ run, token }: Work<LedgerRun>): Owner {
  return { token, now: run.clock.now(), leaseUntil: run.deadlines.end + run.settings.leaseMarginInMs };
}

/** A write that makes the row mine. A refusal whose row carries my token is the SDK's own repetition of a success. */
export async function take(work: Work<LedgerRun>, write: RowWrite): Promise<Taken> {
  const result = await work.run.table.write(write);
  if (result.written) return { mine: true, row: result.row };
  return result.row?.token === work.token
    ? { mine: true, row: result.row }
    : { mine: false, row: result.row };
}
