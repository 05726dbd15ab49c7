// Tells from an HTTP request which API operation it is, and which file it is about.
import type { IncomingHttpHeaders } from 'node:http';
import type { Call, Service } from './faults.ts';

export interface Request {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The ids of files are UUIDs of version 8; nothing else in a request looks like one. */
const DOCUMENT_ID = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Names one request to a service. */
export function nameCall(service: Service, request: Request): Call {
  const text = request.body.toString('utf8');
  const operation = service === 's3' ? ofS3(request) : (ofTarget(request) ?? ofForm(text));
  const documentId = DOCUMENT_ID.exec(`${request.url}\n${text}`)?.[0];
  return {
    service,
    operation,
    invocationId: String(request.headers['amz-sdk-invocation-id'] ?? ''),
    isMark: operation === 'UpdateItem' && isMark(text),
    ...(documentId !== undefined && { documentId }),
  };
}

/** JSON services: `DynamoDB_20120810.UpdateItem`. */
function ofTarget({ headers }: Request): string | undefined {
  return String(headers['x-amz-target'] ?? '').split('.')[1];
}

/** Query services: `Action=Publish&…`. */
function ofForm(text: string): string {
  return new URLSearchParams(text).get('Action') ?? 'Unknown';
}

const S3_OBJECT_OPERATIONS: Record<string, string> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

/** Path-style addresses: `/bucket/key`. */
function ofS3({ method, url }: Request): string {
  const { pathname, searchParams } = new URL(url, 'http://engine');
  const hasKey = /^\/[^/]+\/./.test(pathname);
  if (hasKey) return S3_OBJECT_OPERATIONS[method] ?? 'Unknown';
  return searchParams.has('versions') ? 'ListObjectVersions' : 'ListObjects';
}

/** The mark is the only update that sets a value SENT; the replay only compares with it. */
function isMark(text: string): boolean {
  try {
    const update = JSON.parse(text) as {
      UpdateExpression?: string;
      ExpressionAttributeValues?: Record<string, { S?: string }>;
    };
    const sent = Object.entries(update.ExpressionAttributeValues ?? {}).filter(([, { S }]) => S === 'SENT');
    return sent.some(([name]) => new RegExp(`= ${name}(?![\\w#])`).test(update.UpdateExpression ?? ''));
  } catch {
    return false;
  }
}
