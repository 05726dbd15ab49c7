// Staged objects in the reports bucket: written while a file is read, in parts of bounded size; small ones with a single PUT.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { TryAgain } from '../core/errors.ts';
import type { StagedObject, Staging } from '../core/order-files/order-ports.ts';
import { orTryAgain } from './sdk-errors.ts';

export interface S3StagingOptions {
  client: S3Client;
  bucketName: string;
}

/** Metadata of a staged object; a copy keeps it, so a HEAD tells which attempt a copy is of. */
export const STAGED_KEY = 'staged-key';

/** One part waits while the next is gathered, so about three times this is the memory. 10,000 parts are 78 GiB; S3 wants at least 5 MiB. */
const PART_IN_BYTES = 8 * 1024 * 1024;

export function createS3Staging(options: S3StagingOptions): Staging {
  return {
    open: (key) => stage(options, key),
    read: (key) => read(options, key),
  };
}

function stage({ client, bucketName }: S3StagingOptions, key: string): StagedObject {
  const body = new PassThrough();
  const upload = new Upload({
    client,
    params: {
      Bucket: bucketName,
      Key: key,
      Body: body,
      ContentType: 'application/x-ndjson',
      Metadata: { [STAGED_KEY]: key },
    },
    partSize: PART_IN_BYTES,
    queueSize: 1,
  });
  const done = upload.done();
  // Whoever writes or completes is told; an error that comes when nobody listens would end the process.
  body.on('error', () => {});
  done.catch(() => body.destroy());
  return {
    write: (lines) =>
      orTryAgain('staging the orders', async () => {
        // A stream that was destroyed by a failure takes nothing more; the failure is what `done` tells.
        if (!body.write(lines)) await Promise.race([once(body, 'drain'), done]);
      }),
    complete: async () => {
      body.end();
      await orTryAgain('staging the orders', () => done);
    },
    abort: async () => {
      // The upload takes this for a failure of its source, and sends the abort of a multipart upload itself before it is done.
      body.destroy(new TryAgain('The staged orders are not wanted any more.'));
      await done.catch(() => {});
    },
  };
}

async function* read({ client, bucketName }: S3StagingOptions, key: string): AsyncGenerator<Buffer> {
  const { Body } = await orTryAgain('reading the staged orders', () =>
    client.send(new GetObjectCommand({ Bucket: bucketName, Key: key })),
  );
  if (!(Body instanceof Readable)) throw new TryAgain('The store answered without a body; read it again.');
  const chunks = Body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const { done, value } = await orTryAgain('reading the staged orders', () => chunks.next());
    if (done) return;
    yield value;
  }
}
