// All versions and delete markers of one key in a bucket, and their deletion.
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { keyComparer, markerAfter } from '../../../lambda/adapters/s3-version-listing.ts';
import { orTryAgain } from '../../../lambda/adapters/sdk-errors.ts';
import { UserError } from '../user-error.ts';
import type { KeyVersion, KeyVersions } from './forget.ts';

export interface KeyVersionsOptions {
  client: S3Client;
  bucketName: string;
}

export function createS3KeyVersions({ client, bucketName: Bucket }: KeyVersionsOptions): KeyVersions {
  return {
    list: async (key) => {
      const found: KeyVersion[] = [];
      let next: ReturnType<typeof markerAfter> = {};
      while (next) {
        const marker: typeof next = next;
        const command = new ListObjectVersionsCommand({
          Bucket,
          Prefix: key,
          EncodingType: 'url',
          ...marker,
        });
        const page = await orTryAgain('listing the versions of an object', () => client.send(command));
        found.push(...entriesOf(page, key));
        next = markerAfter(page, key);
      }
      return found;
    },
    // One by one: DeleteObjects names keys in XML, which cannot carry every key.
    delete: async (key, versionId) => {
      const command = new DeleteObjectCommand({ Bucket, Key: key, VersionId: versionId });
      await orTryAgain('deleting a version', () => client.send(command));
    },
  };
}

function entriesOf(page: ListObjectVersionsCommandOutput, key: string): KeyVersion[] {
  const isKey = keyComparer(page, key);
  const toEntry =
    (isDeleteMarker: boolean) =>
    ({ VersionId, LastModified }: DeleteMarkerEntry): KeyVersion => {
      if (VersionId === undefined || LastModified === undefined)
        throw new UserError('The store listed a version without id or time; repeat the command.');
      return { versionId: VersionId, isDeleteMarker, lastModified: LastModified.toISOString() };
    };
  const ofKey = <T extends { Key?: string | undefined }>(entries: readonly T[] = []) =>
    entries.filter(({ Key }) => Key !== undefined && isKey(Key));
  return [...ofKey(page.Versions).map(toEntry(false)), ...ofKey(page.DeleteMarkers).map(toEntry(true))];
}
