// Which version of a file is traced: the row of it, or what the bucket has of it while no row exists.
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { ListedVersion, ObjectStore } from '../../../lambda/core/ports.ts';
import { UserError } from '../user-error.ts';
import { collect } from './look-up.ts';
import { showText } from './show-text.ts';
import type { Files } from './verb.ts';

export interface SubjectWorld extends Files {
  sourceBucketName: string;
  objects: Pick<ObjectStore, 'listVersions'>;
}

export interface Subject {
  documentId: string;
  bucketName: string;
  fileName: string;
  versionId: string;
  /** ISO time as the event told it; without a row, as the bucket has it. */
  uploadedAt: string;
  /** Absent: nobody has worked on it yet. */
  row?: FileRow;
  /** Absent: it is no longer in the bucket. */
  stored?: ListedVersion;
  /** How many other versions of the name are known. */
  otherVersions: number;
}

/** The version with that id, else the newest. Throws UserError when there is none. */
export async function findSubject(world: SubjectWorld, key: string, versionId?: string): Promise<Subject> {
  const { index, objects, sourceBucketName: bucketName } = world;
  const [hits, listed] = await Promise.all([
    collect(index.byFile(key)),
    objects.listVersions(bucketName, key),
  ]);
  const found = [...hits.map((hit) => hit.versionId), ...listed.map((version) => version.versionId)];
  const known = new Set(found);
  // A row may tell of a version that is gone from the bucket, and the bucket of one that has no row yet; the newest of both counts.
  const newest = newestOf(hits, listed);
  const wanted = versionId ?? newest;
  if (wanted === undefined || !known.has(wanted)) throw unknown(world, { key, versionId });
  return {
    ...(await factsOf(world, { key, versionId: wanted, hits, listed })),
    otherVersions: known.size - 1,
  };
}

type Hits = readonly Pick<FileRow, 'documentId' | 'versionId' | 'uploadedAt'>[];

function newestOf(hits: Hits, listed: readonly ListedVersion[]): string | undefined {
  const last = listed.at(-1);
  const rowed = hits.at(-1);
  const isLastWithoutRow = last && !hits.some(({ versionId }) => versionId === last.versionId);
  // The bucket tells whole seconds.
  const isLater =
    isLastWithoutRow && last.lastModified.slice(0, 19) >= (rowed?.uploadedAt ?? '').slice(0, 19);
  return isLater ? last.versionId : rowed?.versionId;
}

interface Wanted {
  key: string;
  versionId: string;
  hits: Hits;
  listed: readonly ListedVersion[];
}

async function factsOf(world: SubjectWorld, { key, versionId, hits, listed }: Wanted) {
  const { table, sourceBucketName: bucketName } = world;
  const hit = hits.find((candidate) => candidate.versionId === versionId);
  const documentId = hit?.documentId ?? documentIdOf({ bucketName, key, versionId });
  const row = await table.get(documentId);
  const stored = listed.find((candidate) => candidate.versionId === versionId);
  const uploadedAt = [row?.uploadedAt, stored?.lastModified, hit?.uploadedAt].find(Boolean);
  if (uploadedAt === undefined) throw unknown(world, { key, versionId });
  return {
    ...{ documentId, versionId, uploadedAt, fileName: key, bucketName: row?.bucketName ?? bucketName },
    ...(row && { row }),
    ...(stored && { stored }),
  };
}

function unknown(
  { environmentName }: Files,
  { key, versionId }: { key: string; versionId?: string | undefined },
) {
  const what = versionId === undefined ? '' : `version "${showText(versionId)}" of `;
  return new UserError(
    `Nothing is known of ${what}"${showText(key)}" in the environment ${environmentName}, and the source bucket has no such file; ` +
      '`npm run file -- history KEY` tells the versions, and check --environment (or --local).',
  );
}
