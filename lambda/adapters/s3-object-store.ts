// The source bucket: opens exactly one version of an object, and lists the versions of exactly one key.
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { ObjectNotReadable, TryAgain, VersionGone } from '../core/errors.ts';
import type { ListedVersion, ObjectStore, OpenObject, VersionRef } from '../core/ports.ts';
import { httpStatusOf, nameOf, orTryAgain, tryAgain } from './sdk-errors.ts';
import { watchBody } from './watched-body.ts';

export interface S3ObjectStoreOptions {
  client: S3Client;
  bodyIdleTimeoutInMs: number;
}

export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore {
  return {
    open: (ref, signal) => openVersion(options, ref, signal),
    listVersions: (bucketName, key) => listVersions(options.client, bucketName, key),
  };
}

async function openVersion(
  { client, bodyIdleTimeoutInMs }: S3ObjectStoreOptions,
  { bucketName, key, versionId }: VersionRef,
  signal: AbortSignal,
): Promise<OpenObject> {
  // "null" is a version id like any other: the one of objects that were put while the bucket had no versioning.
  const command = new GetObjectCommand({
    Bucket: bucketName,
    Key: key,
    VersionId: versionId,
    ChecksumMode: 'ENABLED',
  });
  let answer: GetObjectCommandOutput;
  try {
    answer = await client.send(command, { abortSignal: signal });
  } catch (error) {
    throw openError(error);
  }
  const { Body: source, ContentLength: sizeInBytes, ETag: eTag } = answer;
  if (!(source instanceof Readable) || sizeInBytes === undefined || eTag === undefined) {
    if (source instanceof Readable) source.destroy();
    throw new TryAgain('The store answered without body, size or ETag; the object must be read again.');
  }
  const body = watchBody({
    source,
    expectedSizeInBytes: sizeInBytes,
    idleTimeoutInMs: bodyIdleTimeoutInMs,
    signal,
  });
  const checksum = checksumOf(answer);
  return { body, sizeInBytes, eTag: unquoted(eTag), ...(checksum !== undefined && { checksum }) };
}

/** 403 is not in here: without s3:ListBucket it may mean anything, and it is the operator's to mend. */
function openError(error: unknown): Error {
  const status = httpStatusOf(error);
  const name = nameOf(error);
  // A missing bucket says nothing about the file, it is a wrong configuration. 405 is the answer for a delete marker.
  if ((status === 404 && name !== 'NoSuchBucket') || status === 405)
    return new VersionGone('This version of the object no longer exists.', { cause: error });
  if (name === 'InvalidObjectState')
    return new ObjectNotReadable(
      'The object is archived and cannot be read; restore it, then replay the file.',
      { cause: error },
    );
  // S3 has no code of its own for a missing customer key: it is 400 InvalidRequest.
  if (status === 400 && name === 'InvalidRequest')
    return new ObjectNotReadable(
      'The object is encrypted with a key that only its owner has (SSE-C); upload it without, or with a KMS key.',
      { cause: error },
    );
  return tryAgain('opening the object', error);
}

/** Most telling first; an object usually has one. Part checksums of a multipart upload end in `-<parts>`. */
const CHECKSUMS = [
  'SHA512',
  'SHA256',
  'CRC64NVME',
  'CRC32C',
  'CRC32',
  'SHA1',
  'XXHASH128',
  'XXHASH3',
  'XXHASH64',
  'MD5',
] as const;

function checksumOf(answer: GetObjectCommandOutput): string | undefined {
  for (const algorithm of CHECKSUMS) {
    const value = answer[`Checksum${algorithm}`];
    if (value) return `${algorithm}:${value}`;
  }
  return undefined;
}

async function listVersions(client: S3Client, bucketName: string, key: string): Promise<ListedVersion[]> {
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
    next = markerAfter(page, isKey);
  }
  return newestFirst.reverse();
}

/** Of all keys with this prefix the key itself comes first: once a page ends with another one, no more is to come. */
function markerAfter(page: ListObjectVersionsCommandOutput, isKey: (listed: string) => boolean) {
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
  if (!IsTruncated || NextKeyMarker === undefined || !isKey(NextKeyMarker)) return undefined;
  const KeyMarker = page.EncodingType === 'url' ? decodeKey(NextKeyMarker) : NextKeyMarker;
  return { KeyMarker, ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }) };
}

/**
 * A store that leaves out the encoding (the embedded engine does) loses carriage returns to XML's line-break rule.
 * There a key is compared under the same rule; only two keys that differ by a line feed after a final carriage return are then confused.
 */
function keyComparer(page: ListObjectVersionsCommandOutput, key: string): (listed: string) => boolean {
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

const unquoted = (eTag: string): string => eTag.replace(/^"(.*)"$/, '$1');
