// Puts the real adapters behind the ports of the daily report; once per process.
import { createDynamodbDayBook } from './adapters/dynamodb-day-book.ts';
import { createDynamodbFilesIndex } from './adapters/dynamodb-files-index.ts';
import { createS3Reports, readStored } from './adapters/s3-reports.ts';
import { createDynamodb, createS3, createSns } from './adapters/service-clients.ts';
import { createSnsNotices } from './adapters/sns-notices.ts';
import { newToken, systemClock } from './adapters/system-clock.ts';
import type { DailyReportConfig } from './daily-report-config.ts';
import type { DailyReportParts } from './daily-report-handler.ts';

/** Sixteen pages are held at once; of this size they take some megabytes. */
export const ROWS_PER_PAGE = 500;

export function createDailyReportParts(config: DailyReportConfig): DailyReportParts {
  const table = { client: createDynamodb(), tableName: config.filesTableName };
  const bucket = { client: createS3(), bucketName: config.reportsBucketName };
  return {
    ports: {
      index: createDynamodbFilesIndex({ ...table, pageSize: ROWS_PER_PAGE }),
      book: createDynamodbDayBook(table),
      reports: createS3Reports(bucket),
      stored: { read: (key) => readStored(bucket, key) },
      notices: createSnsNotices({ client: createSns(), topicArn: config.resultsTopicArn }),
      clock: systemClock,
      newToken,
    },
    leaseMarginInMs: config.leaseMarginInSeconds * 1000,
    environmentName: config.environmentName,
  };
}
