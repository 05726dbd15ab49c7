// The listing of versions in the source bucket: all of one key, or page by page of all keys.
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { TryAgain } from '../core/errors.ts';
import type { ListedVersion, VersionListing, VersionMarker, VersionPage } from '../core/ports.ts';
import { nameOf, orTryAgain, tryAgain } from './sdk-errors.ts';

export interface VersionListingOptions {
  client: S3Client;
  bucketName: string;
  /** S3 gives at most 1,000, delete markers included. */
  versionsAPage?: number;
  /** Only keys that begin so; default is all. */
  prefix?: string;
}

export function createS3VersionListing(options: VersionListingOptions): VersionListing {
  return { page: (after) => listPage(options, after) };
}

async function listPage(
  { client, bucketName, versionsAPage = 1_000, prefix = '' }: VersionListingOptions,
  after: VersionMarker | undefined,
): Promise<VersionPage | 'marker-refused'> {
  const command = new ListObjectVersionsCommand({
    Bucket: bucketName,
    EncodingType: 'url',
    MaxKeys: versionsAPage,
    ...(prefix !== '' && { Prefix: prefix }),
    ...(after && { KeyMarker: after.key }),
    ...(after?.versionId !== undefined && { VersionIdMarker: after.versionId }),
  });
  try {
    return pageOf(await client.send(command));
  } catch (error) {
    // Of all that is sent only the marker may be wrong: it was kept from an earlier run.
    if (after && nameOf(error) === 'InvalidArgument') return 'marker-refused';
    throw tryAgain('listing the bucket', error);
  }
}

function pageOf(page: ListObjectVersionsCommandOutput): VersionPage {
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
  const versions = (page.Versions ?? []).map((version) => {
    if (version.Key === undefined) throw new TryAgain('The store listed a version without a key.');
    return { key: decode(version.Key), ...toListed(version) };
  });
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
  if (!IsTruncated) return { versions };
  if (NextKeyMarker === undefined) throw new TryAgain('The store cut a page without telling where to go on.');
  const versionId = NextVersionIdMarker ? { versionId: NextVersionIdMarker } : {};
  return { versions, next: { key: decode(NextKeyMarker), ...versionId } };
}

/** All versions of exactly this key, oldest first. */
export async function listVersions(
  client: S3Client,
  bucketName: string,
  key: string,
): Promise<ListedVersion[]> {
  const newestFirst: ListedVersion[] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next) {
    const marker: typeof next = next;
    const page = await orTryAgain('listing the versions of an object', () =>
      client.send(
        // Plain XML cannot carry every key (control characters, carriage returns), hence the url encoding.
        new ListObjectVersionsCommand({ Bucket: bucketName, Prefix: key, EncodingType: 'url', ...marker }),
      ),
    );
    const isKey = keyComparer(page, key);
    for (const version of page.Versions ?? [])
      if (version.Key !== undefined && isKey(version.Key)) newestFirst.push(toListed(version));
    next = markerAfter(page, key);
  }
  return newestFirst.reverse();
}

/** Of all keys with this prefix the key itself comes first: once a page ends with another one, no more is to come. */
export function markerAfter(
  page: ListObjectVersionsCommandOutput,
  key: string,
): { KeyMarker?: string; VersionIdMarker?: string } | undefined {
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
  if (!IsTruncated || NextKeyMarker === undefined || !keyComparer(page, key)(NextKeyMarker)) return undefined;
  const KeyMarker = page.EncodingType === 'url' ? decodeKey(NextKeyMarker) : NextKeyMarker;
  return { KeyMarker, ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }) };
}

/**
 * A store that leaves out the encoding (the embedded engine does) loses carriage returns to XML's line-break rule.
 * There a key is compared under the same rule; only two keys that differ by a line feed after a final carriage return are then confused.
 */
export function keyComparer(page: ListObjectVersionsCommandOutput, key: string): (listed: string) => boolean {
  if (page.EncodingType === 'url') return (listed) => decodeKey(listed) === key;
  const folded = foldLineBreaks(key);
  return (listed) => foldLineBreaks(listed) === folded;
}

const foldLineBreaks = (text: string): string => text.replace(/\r\n?/g, '\n');

/** S3 encodes a space as `+` and a plus sign as `%2B`. */
const decodeKey = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));

function toListed({ VersionId, ETag, Size, LastModified }: ObjectVersion): ListedVersion {
  if (VersionId === undefined || ETag === undefined || Size === undefined || LastModified === undefined)
    throw new TryAgain(
      'The store listed a version without id, ETag, size or time; the list must be read again.',
    );
  return {
    versionId: VersionId,
    eTag: unquoted(ETag),
    sizeInBytes: Size,
    lastModified: LastModified.toISOString(),
  };
}

/** S3 puts ETags in quotes. */
export const unquoted = (eTag: string): string => eTag.replace(/^"(.*)"$/, '$1');
