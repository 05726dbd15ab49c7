// The reports bucket as the operator's tools read it.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf } from '../../../lambda/adapters/sdk-errors.ts';

export interface StoredReport {
  /** ISO time, to the second. */
  lastModified: string;
  body: Buffer;
}

export interface StoredReports {
  /** Undefined when there is none. */
  read(key: string): Promise<StoredReport | undefined>;
}

const NOT_FOUND = 404;

export function createStoredReports(options: { client: S3Client; bucketName: string }): StoredReports {
  return {
    read: async (key) => {
      try {
        const command = new GetObjectCommand({ Bucket: options.bucketName, Key: key });
        const { Body, LastModified = new Date(0) } = await options.client.send(command);
        const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return { lastModified: LastModified.toISOString(), body };
      } catch (error) {
        if (httpStatusOf(error) === NOT_FOUND) return undefined;
        throw error;
      }
    },
  };
}
