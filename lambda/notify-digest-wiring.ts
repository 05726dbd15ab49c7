// Puts the real adapters behind the ports of the digest; once per process.
import { createDynamodbCounters } from './adapters/dynamodb-counters.ts';
import { createDynamodbFilesIndex } from './adapters/dynamodb-files-index.ts';
import { createDynamodbPassRecord, DIGEST_RECORD_ID } from './adapters/dynamodb-pass-record.ts';
import { createDynamodb, createSns } from './adapters/service-clients.ts';
import { createSnsNotices } from './adapters/sns-notices.ts';
import { newToken, systemClock } from './adapters/system-clock.ts';
import type { NotifyDigestConfig } from './notify-digest-config.ts';
import type { NotifyDigestParts } from './notify-digest-handler.ts';

/** Everything that the digest works with. */
export function createNotifyDigestParts(config: NotifyDigestConfig): NotifyDigestParts {
  const table = { client: createDynamodb(), tableName: config.filesTableName };
  return {
    ports: {
      counters: createDynamodbCounters(table),
      index: createDynamodbFilesIndex(table),
      notices: createSnsNotices({ client: createSns(), topicArn: config.resultsTopicArn }),
      passRecord: createDynamodbPassRecord({ ...table, recordId: DIGEST_RECORD_ID }),
      clock: systemClock,
      newToken,
    },
    settings: {
      emailThresholdPerMinute: config.emailThresholdPerMinute,
      leaseMarginInMs: config.leaseMarginInSeconds * 1000,
    },
    environmentName: config.environmentName,
  };
}
