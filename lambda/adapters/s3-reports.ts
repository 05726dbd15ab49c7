// The reports bucket: conditional writes only, so that a late worker cannot put an old report over a newer one.
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { TryAgain } from '../core/errors.ts';
import type { Reports } from '../core/ports.ts';
import { httpStatusOf, nameOf, orTryAgain, tryAgain } from './sdk-errors.ts';

export interface S3ReportsOptions {
  client: S3Client;
  bucketName: string;
}

/** Metadata of every report, so that HEAD alone tells whether the content is the same. An ETag would not do: it is no digest under KMS. */
const CONTENT_HASH = 'content-sha256';

const PRECONDITION_FAILED = 412;
const NOT_FOUND = 404;

export function createS3Reports(options: S3ReportsOptions): Reports {
  return {
    putIfAbsent: async (key, body) => {
      const status = await put(options, { key, body, condition: { IfNoneMatch: '*' } });
      return status === PRECONDITION_FAILED ? 'exists' : 'written';
    },
    head: (key, body) => head(options, key, body),
    putIfMatch: async (key, body, eTag) => {
      // If-Match on a report that is gone is answered with 404.
      const status = await put(options, { key, body, condition: { IfMatch: eTag } });
      return status === undefined ? 'written' : 'changed';
    },
  };
}

interface Put {
  key: string;
  /** A Buffer, because the SDK repeats a PUT after a 503 only when it can send the body again. */
  body: Buffer;
  condition: { IfNoneMatch: '*' } | { IfMatch: string };
}

/**
 * Undefined when it was written, else the status that says which condition failed.
 * That answer may come without a code, so only its status counts; 409 is a race that S3 did not decide: TryAgain.
 */
async function put({ client, bucketName }: S3ReportsOptions, { key, body, condition }: Put) {
  const command = new PutObjectCommand({
    Bucket: bucketName,
    Key: key,
    Body: body,
    ContentType: contentTypeOf(key),
    Metadata: { [CONTENT_HASH]: sha256(body) },
    ...condition,
  });
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    const status = httpStatusOf(error);
    if (status === PRECONDITION_FAILED) return status;
    if (status === NOT_FOUND && 'IfMatch' in condition && nameOf(error) !== 'NoSuchBucket') return status;
    throw tryAgain('writing the report', error);
  }
}

async function head({ client, bucketName }: S3ReportsOptions, key: string, body: Buffer) {
  const found = await orTryAgain('looking for the report', async () => {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: bucketName, Key: key }));
    } catch (error) {
      if (httpStatusOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  });
  if (!found) return undefined;
  if (found.ETag === undefined)
    throw new TryAgain('The store told no ETag of the report; the same step may be tried again.');
  return { eTag: found.ETag, sameContent: found.Metadata?.[CONTENT_HASH] === sha256(body) };
}

/** What stands under this key, whole; undefined when there is none. Throws TryAgain. */
export async function readStored({ client, bucketName }: S3ReportsOptions, key: string) {
  return orTryAgain('reading a stored report', async () => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
      return Body && Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (httpStatusOf(error) === NOT_FOUND && nameOf(error) !== 'NoSuchBucket') return undefined;
      throw error;
    }
  });
}

/** Browsers show a page only as the type that it is served with. */
function contentTypeOf(key: string): string {
  if (key.endsWith('.html')) return 'text/html; charset=utf-8';
  return key.endsWith('.csv') ? 'text/csv; charset=utf-8; header=present' : 'application/json';
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
