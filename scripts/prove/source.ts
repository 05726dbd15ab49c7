// What was uploaded in a setup: the versions, their events, and the messages that an operator or a rule would send.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { documentIdOf } from '../../lambda/core/document-id.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { MAX_REDRIVE_ROUNDS } from '../../lambda/core/limits.ts';
import { ownMessage } from '../../lambda/core/own-message.ts';
import type { Content, Setup } from './setup.ts';

export interface SourceVersion {
  documentId: string;
  versionId: string;
  key: string;
  /** Of a file of orders. */
  orderIds: readonly string[];
  label: string;
  content: Content;
  eTag: string;
  lastModified: string;
  /** Stands for the bytes; nobody reads them. */
  body: Readable;
  /** Body of the event's message. */
  event: string;
  /** Body of the operator's message that asks for revision 2. */
  replay: string;
}

const versions = new WeakMap<object, SourceVersion>();

/** The version whose bytes these are. */
export function versionOf(body: object | undefined): SourceVersion {
  const version = body && versions.get(body);
  if (!version) throw new Error('The body belongs to no version.');
  return version;
}

export const BUCKET = 'source';
const KEY = 'notes.txt';
/** Keys of order files begin so. */
export const ORDERS_PREFIX = 'orders/';
export const SIZE_IN_BYTES = 7;
export const BEGIN_IN_MS = Date.UTC(2026, 10, 21, 10);
const UPLOADED_IN_MS = BEGIN_IN_MS - 60 * 60_000;

/** Due for the reconciler, and nobody's. */
function waitingRow({ documentId, versionId, key, eTag, lastModified }: SourceVersion): FileRow {
  return {
    documentId,
    bucketName: BUCKET,
    fileName: key,
    versionId,
    eTag,
    fileSize: SIZE_IN_BYTES,
    status: 'PROCESSING',
    uploadedAt: lastModified,
    attempt: 0,
    revision: 1,
    redriveRounds: 0,
    nextTryAt: new Date(BEGIN_IN_MS - 60_000).toISOString(),
    openShard: documentId.slice(0, 1),
  };
}

/** A version that four generations of errors have brought to its last dead letter. */
export function exhaustedRow(version: SourceVersion): FileRow {
  return { ...waitingRow(version), redriveRounds: MAX_REDRIVE_ROUNDS };
}

/** A version whose worker crashed hours ago, and whose message was lost. */
export function leftRow(version: SourceVersion, left: 'open' | 'unsent'): FileRow {
  const owned = { ...waitingRow(version), attempt: 1, token: 'token-left', leaseUntil: version.lastModified };
  if (left === 'open') return owned;
  const processedAt = version.lastModified;
  return {
    ...owned,
    status: 'PROCESSED',
    notification: 'PENDING',
    audience: 'all',
    wordCount: 1,
    processedAt,
  };
}

export function exhaustedLetter(
  { versionId, key, eTag, lastModified }: SourceVersion,
  revision: number,
): string {
  const file = {
    bucketName: BUCKET,
    key,
    versionId,
    eTag,
    sizeInBytes: SIZE_IN_BYTES,
    occurredAt: lastModified,
  };
  const asked = { revision, round: MAX_REDRIVE_ROUNDS };
  return ownMessage({ ...file, ...asked }, asked);
}

/** Everything that does not change within a setup is made once. */
export function sourceOf(setup: Setup): SourceVersion[] {
  return setup.versions.map(({ content, key = KEY, orderIds = [] }, at) => {
    const { isUnnamed } = setup;
    const versionId = `v${at + 1}`;
    const eTag = createHash('md5')
      .update(isUnnamed ? 'same' : versionId)
      .digest('hex');
    const lastModified = new Date(UPLOADED_IN_MS + at * 1000).toISOString();
    const object = {
      key,
      size: SIZE_IN_BYTES,
      etag: eTag,
      sequencer: `0${at + 1}`,
      ...(!isUnnamed && { 'version-id': versionId }),
    };
    const envelope = { 'detail-type': 'Object Created', time: lastModified };
    const detail = { bucket: { name: BUCKET }, object };
    const replay = { ...detail, object: { ...object, 'version-id': versionId }, revision: 2, round: 0 };
    const version: SourceVersion = {
      documentId: documentIdOf({ bucketName: BUCKET, key, versionId }),
      versionId,
      key,
      orderIds,
      label: isUnnamed ? 'event' : `event of ${versionId}`,
      content,
      eTag,
      lastModified,
      body: new Readable({ read: () => undefined }),
      event: JSON.stringify({ ...envelope, source: 'aws.s3', detail }),
      replay: JSON.stringify({ ...envelope, source: 'file-processing', detail: replay }),
    };
    versions.set(version.body, version);
    return version;
  });
}
