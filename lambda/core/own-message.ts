// The messages that this system sends to itself: the envelope of an S3 event with its own source, revision and round.
import { OWN_SOURCE, type FileEvent } from './file-event.ts';

/** Body of a message about one file that asks for a revision in a redrive round. parseMessage gives the same file back. */
export function ownMessage(
  file: FileEvent,
  { revision, round }: { revision: number; round: number },
): string {
  const body = {
    source: OWN_SOURCE,
    'detail-type': 'Object Created',
    time: file.occurredAt,
    detail: {
      bucket: { name: file.bucketName },
      object: {
        key: file.key,
        size: file.sizeInBytes,
        etag: file.eTag,
        'version-id': file.versionId,
        sequencer: file.sequencer,
      },
      revision,
      round,
    },
  };
  return asciiJson(body);
}

/** A key may hold characters that SQS refuses in a message (U+FFFE, U+FFFF), so everything beyond ASCII is escaped. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
