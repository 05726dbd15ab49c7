// Entry point of the example consumer: events about accepted orders in, stock counted, partial batch response out.
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Readable } from 'node:stream';
import { countQuantities } from './count-quantities.ts';
import { parseEvent } from './orders-accepted.ts';
import { createStockTable } from './stock-table.ts';

const logger = new Logger({ serviceName: 'stock-consumer' });
const s3 = new S3Client();
const stock = createStockTable(new DynamoDBClient(), process.env['STOCK_TABLE_NAME'] ?? '');

/** Messages are independent of each other: what fails comes again by itself, and in the end lies in the dead-letter queue. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { body, messageId } of event.Records) {
    try {
      const result = await countOrders(body);
      logger.info('orders counted', result);
    } catch (error) {
      logger.error('orders not counted', { message_id: messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function countOrders(body: string) {
  const { bucketName, key, documentId, revision } = parseEvent(body);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
  if (!(Body instanceof Readable)) throw new Error('The normalized file has no content.');
  const quantities = await countQuantities(Body);
  const changed = await stock.replace({ documentId, revision, quantities });
  return { file_id: documentId, revision, skus: quantities.size, changed };
}
