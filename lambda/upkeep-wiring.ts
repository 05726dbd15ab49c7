// Puts the real adapters behind the ports of redrive and reconcile; once per process. Apart from wiring.ts, so that no format reader comes along.
import { createDynamodbFilesIndex } from './adapters/dynamodb-files-index.ts';
import { createDynamodbFilesTable } from './adapters/dynamodb-files-table.ts';
import { createDynamodbKnownRows } from './adapters/dynamodb-known-rows.ts';
import { createDynamodbPassRecord } from './adapters/dynamodb-pass-record.ts';
import { createS3Reports } from './adapters/s3-reports.ts';
import { createS3VersionListing, listVersions } from './adapters/s3-version-listing.ts';
import { createDynamodb, createS3, createSns } from './adapters/service-clients.ts';
import { createSnsNotices } from './adapters/sns-notices.ts';
import { createSqs } from './adapters/sqs-client.ts';
import { createSqsDeadLetters } from './adapters/sqs-dead-letters.ts';
import { createSqsFileMessages } from './adapters/sqs-file-messages.ts';
import { createSqsParkedMessages } from './adapters/sqs-parked-messages.ts';
import { newToken, systemClock } from './adapters/system-clock.ts';
import type { ReconcileConfig, RedriveConfig } from './config.ts';
import type { ReconcileParts } from './reconcile-handler.ts';
import type { RedriveParts } from './redrive-handler.ts';

const retention = ({ retentionInDays }: { retentionInDays: number }) =>
  retentionInDays > 0 ? { retentionInDays } : {};

/** Everything that redrive works with. */
export function createRedriveParts(config: RedriveConfig): RedriveParts {
  const [s3, sqs] = [createS3(), createSqs()];
  return {
    ports: {
      objects: { listVersions: (bucketName, key) => listVersions(s3, bucketName, key) },
      table: createDynamodbFilesTable({ client: createDynamodb(), tableName: config.filesTableName }),
      reports: createS3Reports({ client: s3, bucketName: config.reportsBucketName }),
      notices: createSnsNotices({ client: createSns(), topicArn: config.resultsTopicArn }),
      deadLetters: createSqsDeadLetters({ client: sqs, queueUrl: config.fileDeadLetterQueueUrl }),
      fileMessages: createSqsFileMessages({ client: sqs, queueUrl: config.fileQueueUrl }),
      parkedMessages: createSqsParkedMessages({ client: sqs, queueUrl: config.parkedQueueUrl }),
      clock: systemClock,
      newToken,
    },
    settings: {
      maxMessages: config.maxMessages,
      firstRedriveDelayInSeconds: config.firstRedriveDelayInSeconds,
      sourceBucketName: config.sourceBucketName,
      leaseMarginInMs: config.leaseMarginInSeconds * 1000,
      emailThresholdPerMinute: config.emailThresholdPerMinute,
      releaseHash: config.releaseHash,
      ...retention(config),
    },
    environmentName: config.environmentName,
  };
}

/** Everything that reconcile works with. */
export function createReconcileParts(config: ReconcileConfig): ReconcileParts {
  const table = { client: createDynamodb(), tableName: config.filesTableName };
  return {
    ports: {
      versions: createS3VersionListing({ client: createS3(), bucketName: config.sourceBucketName }),
      table: createDynamodbFilesTable(table),
      knownRows: createDynamodbKnownRows({ ...table, clock: systemClock }),
      index: createDynamodbFilesIndex(table),
      passRecord: createDynamodbPassRecord(table),
      fileMessages: createSqsFileMessages({ client: createSqs(), queueUrl: config.fileQueueUrl }),
      clock: systemClock,
      newToken,
    },
    settings: {
      sourceBucketName: config.sourceBucketName,
      maxPages: config.maxPages,
      minimumAgeInMinutes: config.minimumAgeInMinutes,
      leaseMarginInMs: config.leaseMarginInSeconds * 1000,
      ...retention(config),
    },
    environmentName: config.environmentName,
  };
}
