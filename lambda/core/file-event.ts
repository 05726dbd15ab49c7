// Every envelope in which a "file arrived" message can come, turned into one plain form.
import { UnknownMessage } from './errors.ts';

/** What a message says about one file. `versionId` is absent in events of buckets (and engines) that tell none. */
export interface FileEvent {
  bucketName: string;
  /** Raw, never encoded. */
  key: string;
  versionId?: string;
  eTag?: string;
  sizeInBytes?: number;
  sequencer?: string;
  /** ISO 8601 UTC with milliseconds. */
  occurredAt: string;
  /** The revision that the message asks for; 1 unless an operator replays. */
  revision: number;
  /** Redrive round of the message. */
  round: number;
}

/** `skipped` are the parts of a message that are understood and are no files. */
export interface ParsedMessage {
  files: FileEvent[];
  skipped: ('test-event' | 'folder-marker')[];
}

type Json = Record<string, unknown>;

/** Source of the messages that this system sends to itself: redrive, reconcile, replay. */
export const OWN_SOURCE = 'file-processing';

/**
 * Parses the body of one queue message: EventBridge envelope, S3 notification `Records[]`, either of them wrapped by SNS, `s3:TestEvent`.
 * Throws UnknownMessage for anything else; nothing is dropped silently.
 */
export function parseMessage(body: string): ParsedMessage {
  const message = unwrapSns(parseObject(body));
  if (message.Event === 's3:TestEvent') return { files: [], skipped: ['test-event'] };
  const events = Array.isArray(message.Records) ? fromRecords(message.Records) : [fromEnvelope(message)];
  const files = events.filter((event) => !isFolderMarker(event));
  return { files, skipped: events.slice(files.length).map(() => 'folder-marker') };
}

/** Consoles create an empty object named `folder/` to show a folder; it is not a file. */
export function isFolderMarker(event: Pick<FileEvent, 'key' | 'sizeInBytes'>): boolean {
  return event.sizeInBytes === 0 && event.key.endsWith('/');
}

function parseObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnknownMessage('The message is not JSON.', { cause });
  }
  return object(value, 'message');
}

function unwrapSns(message: Json): Json {
  return message.Type === 'Notification' && typeof message.Message === 'string'
    ? parseObject(message.Message)
    : message;
}

function fromEnvelope(message: Json): FileEvent {
  const isOurs = message.source === OWN_SOURCE;
  if (message['detail-type'] !== 'Object Created' || !(isOurs || message.source === 'aws.s3')) {
    throw new UnknownMessage('The message is neither an S3 event nor one of our own.');
  }
  const detail = object(message.detail, 'detail');
  const entity = object(detail.object, 'detail.object');
  return {
    bucketName: text(object(detail.bucket, 'detail.bucket').name, 'detail.bucket.name'),
    key: text(entity.key, 'detail.object.key'),
    ...facts({
      versionId: entity['version-id'],
      eTag: entity.etag,
      size: entity.size,
      sequencer: entity.sequencer,
    }),
    occurredAt: time(message.time, 'time'),
    revision: isOurs ? counter(detail.revision, 1) : 1,
    round: isOurs ? counter(detail.round, 0) : 0,
  };
}

function fromRecords(records: unknown[]): FileEvent[] {
  if (records.length === 0) throw new UnknownMessage('The S3 notification holds no records.');
  return records.map((value) => {
    const record = object(value, 'record');
    if (record.eventSource !== 'aws:s3' || !String(record.eventName).startsWith('ObjectCreated:')) {
      throw new UnknownMessage('The record is not about a created object.');
    }
    const s3 = object(record.s3, 's3');
    const entity = object(s3.object, 's3.object');
    return {
      bucketName: text(object(s3.bucket, 's3.bucket').name, 's3.bucket.name'),
      key: decodeFormKey(text(entity.key, 's3.object.key')),
      ...facts(entity),
      occurredAt: time(record.eventTime, 'eventTime'),
      revision: 1,
      round: 0,
    };
  });
}

/** S3 notifications carry the key form-urlencoded: `+` is a space, everything else percent-encoded UTF-8. */
function decodeFormKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (cause) {
    throw new UnknownMessage('The key of the S3 notification is not percent-encoded UTF-8.', { cause });
  }
}

function facts(entity: { versionId?: unknown; eTag?: unknown; size?: unknown; sequencer?: unknown }) {
  const { versionId, eTag, size, sequencer } = entity;
  return {
    ...(isText(versionId) && { versionId }),
    ...(isText(eTag) && { eTag: eTag.replaceAll('"', '') }),
    ...(Number.isSafeInteger(size) && { sizeInBytes: size as number }),
    ...(isText(sequencer) && { sequencer }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function object(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UnknownMessage(`The message has no object at ${name}.`);
}

function text(value: unknown, name: string): string {
  if (isText(value)) return value;
  throw new UnknownMessage(`The message has no text at ${name}.`);
}

function time(value: unknown, name: string): string {
  const at = new Date(isText(value) ? value : Number.NaN);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new UnknownMessage(`The message has no time at ${name}.`);
}

function counter(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && (value as number) >= otherwise) return value as number;
  throw new UnknownMessage('The revision or the round of the message is not a count.');
}
