// Reads and validates the environment of notify-digest.
import { ENVIRONMENT, requireCount, requireText, type Environment } from './config.ts';

export interface NotifyDigestConfig {
  filesTableName: string;
  resultsTopicArn: string;
  environmentName: string;
  releaseHash: string;
  emailThresholdPerMinute: number;
  leaseMarginInSeconds: number;
}

/** Throws ConfigurationError that names the variable; the function then fails at its start. */
export function readNotifyDigestConfig(environment: Environment = ENVIRONMENT): NotifyDigestConfig {
  const text = (name: string) => requireText(environment, name);
  return {
    filesTableName: text('FILES_TABLE_NAME'),
    resultsTopicArn: text('RESULTS_TOPIC_ARN'),
    environmentName: text('ENVIRONMENT_NAME'),
    releaseHash: text('RELEASE_HASH'),
    emailThresholdPerMinute: requireCount(environment, 'EMAIL_THRESHOLD_PER_MINUTE'),
    leaseMarginInSeconds: requireCount(environment, 'LEASE_MARGIN_IN_SECONDS'),
  };
}
