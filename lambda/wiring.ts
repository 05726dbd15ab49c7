// Puts the real adapters behind the ports and the configuration into settings; once per process.
import { createDynamodbFilesTable } from './adapters/dynamodb-files-table.ts';
import { createLateSqsQueue } from './adapters/late-sqs-queue.ts';
import { createS3ObjectStore } from './adapters/s3-object-store.ts';
import { createS3Reports } from './adapters/s3-reports.ts';
import { createDynamodb, createS3, createSns } from './adapters/service-clients.ts';
import { createSnsNotices } from './adapters/sns-notices.ts';
import { newToken, systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { measureFile } from './core/formats/index.ts';
import { DEFAULT_LIMITS } from './core/limits.ts';
import type { OrderPorts } from './core/order-files/order-ports.ts';
import type { Ports, Settings } from './core/run.ts';
import type { FileSystemParts } from './file-batch-handler.ts';

const MIB = 1024 * 1024;

/** Everything that the functions about files work with. */
export function createFileSystemParts(config: Config): FileSystemParts {
  return {
    ports: createPorts(config),
    settings: settingsOf(config),
    environmentName: config.environmentName,
  };
}

function createPorts(config: Config): Ports {
  const clients = { s3: createS3(), dynamodb: createDynamodb() };
  return {
    objects: createS3ObjectStore({
      client: clients.s3,
      bodyIdleTimeoutInMs: config.bodyIdleTimeoutInSeconds * 1000,
    }),
    table: createDynamodbFilesTable({ client: clients.dynamodb, tableName: config.filesTableName }),
    reports: createS3Reports({ client: clients.s3, bucketName: config.reportsBucketName }),
    notices: createSnsNotices({ client: createSns(), topicArn: config.resultsTopicArn }),
    queue: createLateSqsQueue(config.fileQueueUrl),
    clock: systemClock,
    newToken,
    measure: measureFile,
    orders: once(async () => {
      const { createOrderPorts } = await import('./adapters/order-ports.ts');
      return createOrderPorts({ clients, clock: systemClock, ...config });
    }),
  };
}

/** Loads at the first call; a load that failed is tried again at the next one. */
function once(load: () => Promise<OrderPorts>): () => Promise<OrderPorts> {
  let loaded: Promise<OrderPorts> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
}

function settingsOf(config: Config): Settings {
  return {
    limits: { ...DEFAULT_LIMITS, maxFileSizeInBytes: config.maxFileSizeInMib * MIB },
    orders: { prefix: config.ordersPrefix, policy: config.ordersPolicy },
    leaseMarginInMs: config.leaseMarginInSeconds * 1000,
    firstRetryDelayInSeconds: config.firstRetryDelayInSeconds,
    emailThresholdPerMinute: config.emailThresholdPerMinute,
    ...(config.retentionInDays > 0 && { retentionInDays: config.retentionInDays }),
    releaseHash: config.releaseHash,
  };
}
