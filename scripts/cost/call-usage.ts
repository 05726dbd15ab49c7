// What one recorded call of a function costs: which price, and how many units of it.
import type { SeenCall } from '../lib/outside/call-watch.ts';
import type { PriceName } from './prices.ts';
import type { TableMeter } from './table-meter.ts';
import type { Usage } from './usage.ts';

/** SQS, SNS and EventBridge count every 64 KiB of payload as one request. */
const CHUNK_IN_BYTES = 64 * 1024;
export const chunksOf = (bytes: number) => Math.max(1, Math.ceil(bytes / CHUNK_IN_BYTES));

const S3_PRICES: Readonly<Record<string, PriceName>> = {
  GetObject: 's3Get',
  HeadObject: 's3Get',
  PutObject: 's3Put',
  CopyObject: 's3Put',
  CreateMultipartUpload: 's3Put',
  UploadPart: 's3Put',
  CompleteMultipartUpload: 's3Put',
  ListObjectVersions: 's3Put',
  ListObjects: 's3Put',
};

/** Deleting costs nothing, nor does reading a standard parameter. */
const FREE = new Set(['s3 DeleteObject', 's3 AbortMultipartUpload', 'ssm GetParameter']);

/** Throws for a call that nobody knows to price. Calls to the table must be told in their order. */
export function usagesOfCall(call: SeenCall, meter: TableMeter): Usage[] {
  const { service, operation } = call;
  if (FREE.has(operation)) return [];
  const use = (price: PriceName, quantity: number): Usage[] =>
    quantity > 0 ? [{ price, quantity, basis: 'measured', what: operation }] : [];
  const s3Price = service === 's3' ? S3_PRICES[operation.slice('s3 '.length)] : undefined;
  if (s3Price) return use(s3Price, 1);
  if (service === 'dynamodb') {
    const { write, read } = meter.unitsOf(call);
    return [...use('dynamodbWrite', write), ...use('dynamodbRead', read)];
  }
  if (service === 'sqs') return use('sqsRequest', chunksOf(call.request.body.length));
  if (operation === 'sns Publish') return use('snsPublish', chunksOf(messageLength(call)));
  if (operation === 'events PutEvents') return use('eventBridgeCustomEvent', eventChunks(call));
  throw new Error(`Nobody knows what ${operation} costs; add it to scripts/cost/call-usage.ts.`);
}

function messageLength({ request }: SeenCall): number {
  return Buffer.byteLength(new URLSearchParams(request.body.toString('utf8')).get('Message') ?? '');
}

function eventChunks({ request }: SeenCall): number {
  const { Entries = [] } = JSON.parse(request.body.toString('utf8')) as { Entries?: { Detail?: string }[] };
  return Entries.reduce((sum, { Detail = '' }) => sum + chunksOf(Buffer.byteLength(Detail)), 0);
}
