// Puts the real adapters behind the ports of notify-slack; once per process.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDynamodbPostings } from './adapters/dynamodb-postings.ts';
import { patience } from './adapters/patience.ts';
import { createDynamodb } from './adapters/service-clients.ts';
import { createSlackWebhook } from './adapters/slack-webhook.ts';
import { createSqs } from './adapters/sqs-client.ts';
import { createSqsQueue } from './adapters/sqs-queue.ts';
import { newToken, systemClock } from './adapters/system-clock.ts';
import { createParameterSource, createSecretSource } from './adapters/webhook-secrets.ts';
import { regionOf } from './core/slack/console-links.ts';
import { createWebhookAddress } from './core/slack/webhook-address.ts';
import type { NotifySlackConfig } from './notify-slack-config.ts';
import type { NotifySlackParts } from './notify-slack-handler.ts';

/** Everything that notify-slack works with. */
export function createNotifySlackParts(config: NotifySlackConfig): NotifySlackParts {
  return {
    ports: {
      postings: createDynamodbPostings({ client: createDynamodb(), tableName: config.filesTableName }),
      slack: createSlackWebhook({ now: () => systemClock.now() }),
      address: createWebhookAddress({ source: sourceAt(config.addressPlace), clock: systemClock }),
      queue: createSqsQueue({ client: createSqs(), queueUrl: config.slackQueueUrl }),
      clock: systemClock,
      newToken,
    },
    settings: {
      resultsTopicArn: config.resultsTopicArn,
      place: { region: regionOf(config.resultsTopicArn), reportsBucketName: config.reportsBucketName },
      firstRetryDelayInSeconds: config.firstRetryDelayInSeconds,
      maxReceiveCount: config.maxReceiveCount,
    },
    environmentName: config.environmentName,
  };
}

function sourceAt(place: string) {
  return place.startsWith('arn:')
    ? createSecretSource(new SecretsManagerClient(patience('secrets')), place)
    : createParameterSource(new SSMClient(patience('secrets')), place);
}
