// Normalized files in the reports bucket: copies of staged objects, each only over exactly what was seen there before.
import { CopyObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { TryAgain } from '../core/errors.ts';
import type { NormalizedFile, NormalizedFiles } from '../core/order-files/order-ports.ts';
import { STAGED_KEY } from './s3-staging.ts';
import { httpStatusOf, nameOf, orTryAgain, tryAgain } from './sdk-errors.ts';

export interface S3NormalizedFilesOptions {
  client: S3Client;
  /** Waits longer: see `patience('copy')`. */
  copyClient: S3Client;
  bucketName: string;
}

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 412;

/** One CopyObject, which takes objects of up to 5 GiB. */
export function createS3NormalizedFiles(options: S3NormalizedFilesOptions): NormalizedFiles {
  return {
    find: (key) => find(options, key),
    copy: (copy) => copyStaged(options, copy),
  };
}

async function find({ client, bucketName }: S3NormalizedFilesOptions, key: string) {
  const found = await orTryAgain('looking for the normalized file', async () => {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: bucketName, Key: key }));
    } catch (error) {
      if (httpStatusOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  });
  if (!found) return undefined;
  if (found.ETag === undefined)
    throw new TryAgain('The store told no ETag of the normalized file; the same step may be tried again.');
  const stagedKey = found.Metadata?.[STAGED_KEY];
  return { eTag: found.ETag, ...(stagedKey !== undefined && { stagedKey }) };
}

/**
 * The embedded engine takes no notice of conditions on the target of a copy (a probe in the contract tests tells when it does); there the look
 * that came before is all that keeps a late worker away.
 */
async function copyStaged(
  { copyClient, bucketName }: S3NormalizedFilesOptions,
  { stagedKey, key, over }: { stagedKey: string; key: string; over: NormalizedFile | undefined },
): Promise<'copied' | 'changed'> {
  const command = new CopyObjectCommand({
    Bucket: bucketName,
    Key: key,
    CopySource: `${bucketName}/${stagedKey}`,
    ...(over ? { IfMatch: over.eTag } : { IfNoneMatch: '*' }),
  });
  try {
    await copyClient.send(command);
    return 'copied';
  } catch (error) {
    if (isChanged(error, over)) return 'changed';
    throw tryAgain('copying the normalized file', error);
  }
}

/** If-Match on a target that is gone is answered with 404, as is a source that is gone: the next look tells them apart. */
function isChanged(error: unknown, over: NormalizedFile | undefined): boolean {
  const status = httpStatusOf(error);
  return (
    status === PRECONDITION_FAILED ||
    (status === NOT_FOUND && over !== undefined && nameOf(error) !== 'NoSuchBucket')
  );
}
