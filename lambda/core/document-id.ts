// The identity of one object version, from upload to message.
import { createHash } from 'node:crypto';
import type { VersionRef } from './ports.ts';

type PossiblyNamed = Omit<VersionRef, 'versionId'> & { versionId?: string };

/**
 * UUID version 8 (RFC 9562, section 5.8) from SHA-256 of bucket, key and version.
 * The three are hashed as a JSON array, so that no two different triples share one text; the key is taken raw, never normalised.
 */
export function documentIdOf({ bucketName, key, versionId }: VersionRef): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([bucketName, key, versionId]))
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The identity of what a message is about, when it names the version. */
export function documentIdOfEvent({ bucketName, key, versionId }: PossiblyNamed): string | undefined {
  return versionId === undefined ? undefined : documentIdOf({ bucketName, key, versionId });
}

/** First hex digit: spreads the index of open rows and of days over 16 partitions. */
export function shardOf(documentId: string): string {
  return documentId.slice(0, 1);
}
