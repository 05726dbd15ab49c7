// The source bucket in memory. Version ids are counted, so that a run can be repeated exactly.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ObjectNotReadable, TryAgain, VersionGone } from '../../../lambda/core/errors.ts';
import type {
  ListedVersion,
  ObjectStore,
  OpenObject,
  VersionListing,
  VersionMarker,
  VersionPage,
  VersionRef,
} from '../../../lambda/core/ports.ts';

interface StoredVersion {
  ref: VersionRef;
  content: Buffer;
  eTag: string;
  lastModified: string;
  isArchived: boolean;
}

export interface Upload {
  bucketName: string;
  key: string;
  content: Buffer | string;
  /** "null" replaces the version of that name, as a bucket without versioning does; default is the next number. */
  versionId?: string;
  /** Default is a time that grows by one second with every upload. */
  lastModified?: string;
}

export interface MemoryObjectStore extends ObjectStore {
  put(upload: Upload): VersionRef & { eTag: string };
  /** Removes one version for good. */
  purge(ref: VersionRef): void;
  /** All versions of one bucket, page by page. */
  listing(bucketName: string, versionsAPage: number): VersionListing;
  /** From now on the version cannot be read. */
  archive(ref: VersionRef): void;
}

const FIRST_UPLOAD_IN_MS = Date.UTC(2026, 0, 1);

export function createMemoryObjectStore(): MemoryObjectStore {
  const versions: StoredVersion[] = [];
  let uploads = 0;
  const indexOf = ({ bucketName, key, versionId }: VersionRef) =>
    versions.findIndex(
      ({ ref }) => ref.bucketName === bucketName && ref.key === key && ref.versionId === versionId,
    );
  const remove = (ref: VersionRef) => {
    const index = indexOf(ref);
    if (index >= 0) versions.splice(index, 1);
  };
  return {
    put: ({ bucketName, key, content, versionId, lastModified }) => {
      const number = ++uploads;
      const ref = { bucketName, key, versionId: versionId ?? `v${number}` };
      const bytes = Buffer.from(content);
      const eTag = createHash('md5').update(bytes).digest('hex');
      remove(ref);
      versions.push({
        ref,
        content: bytes,
        eTag,
        lastModified: lastModified ?? new Date(FIRST_UPLOAD_IN_MS + number * 1_000).toISOString(),
        isArchived: false,
      });
      return { ...ref, eTag };
    },
    purge: remove,
    listing: (bucketName, versionsAPage) => ({
      page: async (after) =>
        pageOf(
          versions.filter(({ ref }) => ref.bucketName === bucketName),
          versionsAPage,
          after,
        ),
    }),
    archive: (ref) => {
      const version = versions[indexOf(ref)];
      if (version) version.isArchived = true;
    },
    open: async (ref, signal) => openVersion(versions[indexOf(ref)], signal),
    listVersions: async (bucketName, key) =>
      versions.filter(({ ref }) => ref.bucketName === bucketName && ref.key === key).map(toListed),
  };
}

function openVersion(version: StoredVersion | undefined, signal: AbortSignal): OpenObject {
  if (signal.aborted) throw new TryAgain('The reading was stopped because time ran out.');
  if (!version) throw new VersionGone('This version of the object no longer exists.');
  if (version.isArchived)
    throw new ObjectNotReadable(
      'The object is archived and cannot be read; restore it, then replay the file.',
    );
  const { content, eTag } = version;
  return { body: Readable.from([content], { objectMode: false }), sizeInBytes: content.length, eTag };
}

function toListed({ ref, eTag, content, lastModified }: StoredVersion): ListedVersion {
  return { versionId: ref.versionId, eTag, sizeInBytes: content.length, lastModified };
}

/** Keys in the order of their UTF-8 bytes, the versions of one key newest first. */
function inListingOrder(versions: readonly StoredVersion[]): StoredVersion[] {
  return versions.toReversed().sort((a, b) => Buffer.compare(Buffer.from(a.ref.key), Buffer.from(b.ref.key)));
}

function pageOf(
  versions: readonly StoredVersion[],
  versionsAPage: number,
  after: VersionMarker | undefined,
): VersionPage | 'marker-refused' {
  const ordered = inListingOrder(versions);
  const start = after === undefined ? 0 : startAfter(ordered, after);
  if (start === undefined) return 'marker-refused';
  const page = ordered.slice(start, start + versionsAPage);
  const last = page.at(-1);
  const isLast = start + versionsAPage >= ordered.length;
  return {
    versions: page.map((version) => ({ key: version.ref.key, ...toListed(version) })),
    ...(!isLast && last && { next: { key: last.ref.key, versionId: last.ref.versionId } }),
  };
}

function startAfter(ordered: readonly StoredVersion[], after: VersionMarker): number | undefined {
  if (after.versionId === undefined) {
    const marker = Buffer.from(after.key);
    const next = ordered.findIndex(({ ref }) => Buffer.compare(Buffer.from(ref.key), marker) > 0);
    return next < 0 ? ordered.length : next;
  }
  const at = ordered.findIndex(({ ref }) => ref.key === after.key && ref.versionId === after.versionId);
  return at < 0 ? undefined : at + 1;
}
