// Builders of queue message bodies and of rows, for tests.
import type { FileRow } from '../../lambda/core/file-row.ts';

export interface EventFacts {
  bucketName?: string;
  key?: string;
  versionId?: string;
  eTag?: string;
  size?: number;
  sequencer?: string;
  time?: string;
}

const FACTS = {
  bucketName: 'source',
  key: 'orders.csv',
  eTag: 'e1',
  size: 12,
  sequencer: '0A',
  time: '2026-11-21T10:00:00.000Z',
};

/** Body of an S3 event as EventBridge sends it: the key is raw. */
export function envelope(
  facts: EventFacts = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const { bucketName, key, versionId, eTag, size, sequencer, time } = { ...FACTS, ...facts };
  return {
    version: '0',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time,
    detail: {
      version: '0',
      bucket: { name: bucketName },
      object: {
        key,
        size,
        etag: eTag,
        sequencer,
        ...(versionId !== undefined && { 'version-id': versionId }),
      },
      reason: 'PutObject',
    },
    ...more,
  };
}

/** Body of one of our own messages. */
export function ownEnvelope(
  facts: EventFacts & { revision?: number; round?: number } = {},
): Record<string, unknown> {
  const { revision, round, ...rest } = facts;
  const body = envelope(rest, { source: 'file-processing' });
  return { ...body, detail: { ...(body.detail as object), revision, round } };
}

/** One record of a direct S3 notification: the key is form-urlencoded. */
export function s3Record(facts: EventFacts = {}): Record<string, unknown> {
  const { bucketName, key, versionId, eTag, size, sequencer, time } = { ...FACTS, ...facts };
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    eventTime: time,
    s3: {
      bucket: { name: bucketName },
      object: { key: encodeURIComponent(key).replaceAll('%20', '+'), size, eTag, sequencer, versionId },
    },
  };
}

/** The body that SNS delivers to a queue without raw delivery. */
export function snsWrapped(body: unknown): Record<string, unknown> {
  return {
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:t',
    Message: JSON.stringify(body),
  };
}

/** A committed, unannounced row. */
export function committedRow(more: Partial<FileRow> = {}): FileRow {
  return {
    documentId: '0f8fad5b-d9cb-869f-a165-70867728950e',
    bucketName: 'source',
    fileName: 'orders.csv',
    versionId: 'v1',
    eTag: 'e1',
    fileType: 'text/csv',
    fileSize: 12,
    status: 'PROCESSED',
    lineCount: 3,
    wordCount: 4,
    recordCount: 2,
    uploadedAt: '2026-11-21T10:00:00.000Z',
    processedAt: '2026-11-21T10:00:01.000Z',
    processedDay: '2026-11-21',
    daySlot: '2026-11-21#0',
    attempt: 1,
    token: 'token-1',
    leaseUntil: '2026-11-21T10:06:00.000Z',
    nextTryAt: '2026-11-21T16:00:00.000Z',
    openShard: '0',
    redriveRounds: 0,
    revision: 1,
    notification: 'PENDING',
    audience: 'all',
    releaseHash: 'r1',
    ...more,
  };
}
