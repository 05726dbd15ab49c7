// What the daily report is told by its stack.
import { ENVIRONMENT, requireCount, requireText, type Environment } from './config.ts';

export interface DailyReportConfig {
  filesTableName: string;
  reportsBucketName: string;
  resultsTopicArn: string;
  environmentName: string;
  releaseHash: string;
  leaseMarginInSeconds: number;
}

/** Throws ConfigurationError that names the variable; the function then fails at its start. */
export function readDailyReportConfig(environment: Environment = ENVIRONMENT): DailyReportConfig {
  return {
    filesTableName: requireText(environment, 'FILES_TABLE_NAME'),
    reportsBucketName: requireText(environment, 'REPORTS_BUCKET_NAME'),
    resultsTopicArn: requireText(environment, 'RESULTS_TOPIC_ARN'),
    environmentName: requireText(environment, 'ENVIRONMENT_NAME'),
    releaseHash: requireText(environment, 'RELEASE_HASH'),
    leaseMarginInSeconds: requireCount(environment, 'LEASE_MARGIN_IN_SECONDS'),
  };
}
