// Everything that order files need, in a part of its own: loaded with the first of them, so that no other file pays for it at cold start.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import type { OrderPorts } from '../core/order-files/order-ports.ts';
import { readOrders } from '../core/orders/read-orders.ts';
import type { Clock } from '../core/ports.ts';
import type { Clients } from './clients.ts';
import { createDynamodbOrderIds } from './dynamodb-order-ids.ts';
import { createOrderEvents } from './eventbridge-order-events.ts';
import { patience } from './patience.ts';
import { createS3NormalizedFiles } from './s3-normalized-files.ts';
import { createS3Staging } from './s3-staging.ts';

export interface OrderPortsOptions {
  clients: Pick<Clients, 's3' | 'dynamodb'>;
  reportsBucketName: string;
  filesTableName: string;
  clock: Pick<Clock, 'sleep'>;
}

export function createOrderPorts(options: OrderPortsOptions): OrderPorts {
  const { clients, reportsBucketName: bucketName, filesTableName, clock } = options;
  const copyClient = new S3Client(patience('copy', 1));
  return {
    read: async (orders) => readOrders(orders),
    staging: createS3Staging({ client: clients.s3, bucketName }),
    ids: createDynamodbOrderIds({ client: clients.dynamodb, tableName: filesTableName, clock }),
    normalized: createS3NormalizedFiles({ client: clients.s3, copyClient, bucketName }),
    events: createOrderEvents({ client: new EventBridgeClient(patience('events', 1)), bucketName }),
  };
}
