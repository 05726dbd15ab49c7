// The staging of the function with a store that takes everything and keeps nothing: what waits to be sent is as large as it would be.
import { S3Client } from '@aws-sdk/client-s3';
import { createS3Staging } from '../lambda/adapters/s3-staging.ts';
import type { Staging } from '../lambda/core/order-files/order-ports.ts';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';

/** As S3 answers; who asks for a checksum gets none. */
function answerTo(method: string, query: Record<string, unknown>): string {
  if (method !== 'POST') return '';
  return 'uploads' in query
    ? `${XML}<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>`
    : `${XML}<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>`;
}

export function createForgetfulStaging(): Staging {
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'memory', secretAccessKey: 'memory' },
    requestHandler: {
      handle: async ({ method, query }: { method: string; query?: Record<string, unknown> }) => ({
        response: {
          statusCode: 200,
          headers: { etag: '"e"' },
          body: Buffer.from(answerTo(method, query ?? {})),
        } as never,
      }),
    },
  });
  return createS3Staging({ client, bucketName: 'b' });
}
