// Makes the SDK clients of the functions. Region, credentials and endpoint come from the SDK's own chain: nothing here knows where it runs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { patience } from './patience.ts';

/** The SDK repeats an ambiguous Publish (answer lost after the effect): one call would then publish up to three times. */
const SNS_MAX_ATTEMPTS = 1;

/**
 * S3 needs no `forcePathStyle`: the SDK's endpoint rules put the bucket into the path by themselves when the host of AWS_ENDPOINT_URL is an
 * IP address, which is why the embedded engine is always addressed as 127.0.0.1 and never as localhost.
 * Keys go into the path percent-encoded and as they are: neither `..` nor `//` is folded (tested against the engine).
 *
 * WHEN_SUPPORTED is the default of today; a wrong body must never be measured, so it is not left to a default. The one body that the SDK
 * does not compare is that of a file: s3-object-store.ts does it more cheaply.
 */
export const createS3 = () =>
  new S3Client({ ...patience('s3'), responseChecksumValidation: 'WHEN_SUPPORTED' });

export const createDynamodb = () => new DynamoDBClient(patience('dynamodb'));

export const createSns = () => new SNSClient(patience('sns', SNS_MAX_ATTEMPTS));
