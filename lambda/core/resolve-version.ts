// Events of buckets (and engines) that tell no version id are resolved to the version whose ETag they name.
import { documentIdOf } from './document-id.ts';
import type { FileEvent } from './file-event.ts';
import type { FileRow } from './file-row.ts';
import type { ListedVersion } from './ports.ts';
import type { LedgerRun } from './run.ts';
import type { FileVersion } from './work.ts';

/** A version with the row that was just read for it; both are absent when no version is left that the event could mean. */
export interface Resolved {
  file: FileVersion;
  row: FileRow | undefined;
}

/**
 * Of several versions with the ETag (the same content uploaded again): the oldest without a row, else the oldest that is not announced, else the newest.
 * Such versions are told apart by nothing but the store's own time, so that time replaces the event's. Throws TryAgain.
 */
export async function resolveVersion(event: FileEvent, run: LedgerRun): Promise<Resolved | undefined> {
  const { versionId } = event;
  if (versionId !== undefined) {
    const file = { ...event, versionId };
    return { file, row: await run.table.get(documentIdOf(file)) };
  }
  const listed = await run.objects.listVersions(event.bucketName, event.key);
  const candidates = listed.filter((version) => event.eTag === undefined || version.eTag === event.eTag);
  const resolved: Resolved[] = [];
  for (const version of candidates) {
    const file = pin(event, version, candidates.length > 1);
    const row = await run.table.get(documentIdOf(file));
    if (!row) return { file, row };
    resolved.push({ file, row });
  }
  return resolved.find(({ row }) => row?.notification !== 'SENT') ?? resolved.at(-1);
}

function pin(event: FileEvent, version: ListedVersion, isAmbiguous: boolean): FileVersion {
  return {
    ...event,
    versionId: version.versionId,
    eTag: version.eTag,
    sizeInBytes: version.sizeInBytes,
    ...(isAmbiguous && { occurredAt: version.lastModified }),
  };
}
