// The SDK clients of the commands; credentials, region and endpoint come from the SDK's own chain and from nowhere else.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UserError } from './user-error.ts';

export interface Clients {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  lambda: LambdaClient;
  dynamoDb: DynamoDBClient;
  sqs: SQSClient;
  sns: SNSClient;
  logs: CloudWatchLogsClient;
}

/** CloudFormation throttles bursts of Describe calls of one account; more attempts than the default 3 outlast them. */
const MAX_ATTEMPTS = 6;

/** Makes the clients, and fails at once when no region is set: the SDK would say so only at the first call. */
export async function createClients(): Promise<Clients> {
  // The AWS CLI knows the older name too; whoever set only that one means it.
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  const settings = { maxAttempts: MAX_ATTEMPTS, ...(region ? { region } : {}) };
  const clients = {
    cloudFormation: new CloudFormationClient(settings),
    s3: new S3Client(settings),
    lambda: new LambdaClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    logs: new CloudWatchLogsClient(settings),
  };
  await requireRegion(clients.cloudFormation);
  return clients;
}

async function requireRegion(client: CloudFormationClient): Promise<void> {
  try {
    await client.config.region();
  } catch (error) {
    throw new UserError(
      'No AWS region is set; set AWS_REGION (for instance `export AWS_REGION=eu-west-1`), or add --local for the engine of `npm start`.',
      { cause: error },
    );
  }
}

/** Closes the connections, so that the process can end. */
export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
}
