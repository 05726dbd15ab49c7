// Reads and validates the environment of notify-slack. Where the secret lies is no secret; the secret itself never comes this way.
import { ENVIRONMENT, requireCount, requireText, type Environment } from './config.ts';

export interface NotifySlackConfig {
  filesTableName: string;
  reportsBucketName: string;
  resultsTopicArn: string;
  slackQueueUrl: string;
  /** ARN of a secret of Secrets Manager, or name of a parameter of Systems Manager. */
  addressPlace: string;
  environmentName: string;
  releaseHash: string;
  firstRetryDelayInSeconds: number;
  maxReceiveCount: number;
}

/** Throws ConfigurationError that names the variable; the function then fails at its start and no message is touched. */
export function readNotifySlackConfig(environment: Environment = ENVIRONMENT): NotifySlackConfig {
  const text = (name: string) => requireText(environment, name);
  return {
    filesTableName: text('FILES_TABLE_NAME'),
    reportsBucketName: text('REPORTS_BUCKET_NAME'),
    resultsTopicArn: text('RESULTS_TOPIC_ARN'),
    slackQueueUrl: text('SLACK_QUEUE_URL'),
    addressPlace: text('SLACK_ADDRESS_PLACE'),
    environmentName: text('ENVIRONMENT_NAME'),
    releaseHash: text('RELEASE_HASH'),
    firstRetryDelayInSeconds: requireCount(environment, 'FIRST_RETRY_DELAY_IN_SECONDS'),
    maxReceiveCount: requireCount(environment, 'MAX_RECEIVE_COUNT'),
  };
}
