// The event of S3 about a created object with everything that AWS puts into it: what the queue carries and the row keeps has its real size.

export interface Created {
  bucketName: string;
  key: string;
  versionId: string;
  eTag: string;
  sizeInBytes: number;
}

/** Body of the queue message (S3 User Guide, "EventBridge event message structure"). */
export function awsEvent({ bucketName, key, versionId, eTag, sizeInBytes }: Created): string {
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: new Date().toISOString(),
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${bucketName}`],
    detail: {
      version: '0',
      bucket: { name: bucketName },
      object: {
        key,
        size: sizeInBytes,
        etag: eTag,
        'version-id': versionId,
        sequencer: '00617F08299329D189',
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '000000000000',
      'source-ip-address': '198.51.100.7',
      reason: 'PutObject',
    },
  });
}
