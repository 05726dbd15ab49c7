// Makes the SDK clients of the functions. Region, credentials and endpoint come from the SDK's own chain: nothing here knows where it runs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

export interface Clients {
  s3: S3Client;
  dynamodb: DynamoDBClient;
  sns: SNSClient;
  sqs: SQSClient;
}

const CONNECTION_TIMEOUT_IN_MS = 2_000;

/**
 * Longest wait for the head of an answer, per attempt; the body of a GET is not in it (watched-body.ts watches that).
 * Three attempts of the slowest service stay under the lease margin of 60 s.
 */
const REQUEST_TIMEOUT_IN_MS = {
  s3: 10_000,
  // S3 answers a copy of gigabytes when it is done; it is asked once, so it stays under the margin, too.
  copy: 50_000,
  dynamodb: 3_000,
  sns: 10_000,
  events: 10_000,
  sqs: 5_000,
  secrets: 3_000,
};

const MAX_ATTEMPTS = 3;

/**
 * Longest silence in the middle of an answer; without it a stalled one hangs for ever. A GET may be silent while its reader is busy, and
 * watched-body.ts watches it more closely, so S3 has the patience of an invocation that is stuck.
 */
const SILENCE_IN_MS = {
  s3: 60_000,
  copy: 50_000,
  dynamodb: 3_000,
  sns: 10_000,
  events: 10_000,
  sqs: 5_000,
  secrets: 3_000,
};

type Service = keyof typeof SILENCE_IN_MS;

/** The SDK repeats an ambiguous Publish (answer lost after the effect): one call would then publish up to three times. */
const SNS_MAX_ATTEMPTS = 1;

/** Options of a client. Connections are kept alive by default (50 sockets a client). Without `throwOnRequestTimeout` the SDK only warns. */
export function patience(service: Service, maxAttempts = MAX_ATTEMPTS) {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_IN_MS,
      requestTimeout: REQUEST_TIMEOUT_IN_MS[service],
      socketTimeout: SILENCE_IN_MS[service],
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * One set of clients for the life of the process.
 *
 * S3 needs no `forcePathStyle`: the SDK's endpoint rules put the bucket into the path by themselves when the host of AWS_ENDPOINT_URL is an
 * IP address, which is why the embedded engine is always addressed as 127.0.0.1 and never as localhost.
 * Keys go into the path percent-encoded and as they are: neither `..` nor `//` is folded (tested against the engine).
 */
export function createClients(): Clients {
  return {
    // WHEN_SUPPORTED is the default of today; a wrong body must never be measured, so it is not left to a default.
    s3: new S3Client({ ...patience('s3'), responseChecksumValidation: 'WHEN_SUPPORTED' }),
    dynamodb: new DynamoDBClient(patience('dynamodb')),
    sns: new SNSClient(patience('sns', SNS_MAX_ATTEMPTS)),
    sqs: new SQSClient(patience('sqs')),
  };
}
