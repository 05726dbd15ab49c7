// One client of each service, for those who want them all. A function makes the ones that it needs, so that it carries no others.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamodb, createS3, createSns } from './service-clients.ts';
import { createSqs } from './sqs-client.ts';

export interface Clients {
  s3: S3Client;
  dynamodb: DynamoDBClient;
  sns: SNSClient;
  sqs: SQSClient;
}

export function createClients(): Clients {
  return { s3: createS3(), dynamodb: createDynamodb(), sns: createSns(), sqs: createSqs() };
}
