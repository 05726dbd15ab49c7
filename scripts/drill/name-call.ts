// Tells from an HTTP request which API operation it is, and which file it is about.
import { operationOf } from '../lib/outside/operation.ts';
import type { Request } from '../lib/outside/relay.ts';
import type { Call, Service } from './faults.ts';

/** The ids of files are UUIDs of version 8; nothing else in a request looks like one. */
const DOCUMENT_ID = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Names one request to a service. */
export function nameCall(service: Service, request: Request): Call {
  const text = request.body.toString('utf8');
  const operation = operationOf(service, request);
  const documentId = DOCUMENT_ID.exec(`${request.url}\n${text}`)?.[0];
  return {
    service,
    operation,
    invocationId: String(request.headers['amz-sdk-invocation-id'] ?? ''),
    isMark: operation === 'UpdateItem' && isMark(text),
    ...(documentId !== undefined && { documentId }),
  };
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
