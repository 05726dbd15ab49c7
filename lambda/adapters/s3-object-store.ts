// The source bucket: opens exactly one version of an object.
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { ObjectNotReadable, TryAgain, VersionGone } from '../core/errors.ts';
import type { ObjectStore, OpenObject, VersionRef } from '../core/ports.ts';
import { listVersions, unquoted } from './s3-version-listing.ts';
import { httpStatusOf, nameOf, tryAgain } from './sdk-errors.ts';
import { checksumOf, startChecksumCheck } from './stored-checksum.ts';
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
  leaveChecksumToUs(command);
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
    checksum: startChecksumCheck(answer),
  });
  const checksum = checksumOf(answer);
  return { body, sizeInBytes, eTag: unquoted(eTag), ...(checksum !== undefined && { checksum }) };
}

/**
 * S3 is asked for the checksum, but the SDK must not compare it: it would lead every chunk through a stream of its own, which costs more
 * than the reading. The body does it (stored-checksum.ts). The header is written by now, and the SDK decides by the input.
 */
function leaveChecksumToUs({ middlewareStack }: GetObjectCommand): void {
  middlewareStack.add(
    (next) => (args) => {
      delete args.input.ChecksumMode;
      return next(args);
    },
    { step: 'build', name: 'leaveChecksumToUs' },
  );
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
