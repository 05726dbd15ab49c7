// Bodies of queue messages as drills write them by hand: what AWS sends, and what an operator's replay sends.

export interface Named {
  bucketName: string;
  key: string;
  versionId?: string;
  sizeInBytes?: number;
}

/** The event of S3 about a created object; its time is that of the call. */
export function s3Event(file: Named): string {
  return JSON.stringify(envelope('aws.s3', file));
}

/** The request for a revision of a file. */
export function replayMessage(file: Named, revision: number): string {
  const { detail, ...rest } = envelope('file-processing', file);
  return JSON.stringify({ ...rest, detail: { ...detail, revision, round: 0 } });
}

function envelope(source: string, { bucketName, key, versionId, sizeInBytes = 1 }: Named) {
  return {
    version: '0',
    source,
    'detail-type': 'Object Created',
    time: new Date().toISOString(),
    detail: {
      bucket: { name: bucketName },
      object: { key, size: sizeInBytes, ...(versionId !== undefined && { 'version-id': versionId }) },
    },
  };
}
