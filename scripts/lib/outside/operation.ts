// Tells from an HTTP request of the SDK which operation of which API it is.
import type { Request } from './relay.ts';

/** Service of a signature, for instance `dynamodb`; undefined when the request is not signed. */
export function serviceOf({ headers }: Request): string | undefined {
  return /Credential=[^/]*\/\d+\/[^/]*\/([^/]+)\/aws4_request/.exec(String(headers.authorization))?.[1];
}

/** Name of the API operation, for instance `UpdateItem`; `Unknown` when it cannot be told. */
export function operationOf(service: string, request: Request): string {
  return service === 's3' ? ofS3(request) : (ofTarget(request) ?? ofForm(request));
}

/** JSON services: `DynamoDB_20120810.UpdateItem`. */
function ofTarget({ headers }: Request): string | undefined {
  return String(headers['x-amz-target'] ?? '').split('.')[1];
}

/** Query services: `Action=Publish&…`. */
function ofForm({ body }: Request): string {
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? 'Unknown';
}

const S3_OBJECT_OPERATIONS: Record<string, string> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

/** Those of a multipart upload once it has an id. */
const S3_UPLOAD_OPERATIONS: Record<string, string> = {
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};

/** Path-style addresses: `/bucket/key`. */
function ofS3({ method, url, headers }: Request): string {
  const { pathname, searchParams } = new URL(url, 'http://engine');
  const hasKey = /^\/[^/]+\/./.test(pathname);
  if (searchParams.has('uploads')) return 'CreateMultipartUpload';
  if (searchParams.has('uploadId')) return S3_UPLOAD_OPERATIONS[method] ?? 'Unknown';
  if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  if (hasKey) return S3_OBJECT_OPERATIONS[method] ?? 'Unknown';
  return searchParams.has('versions') ? 'ListObjectVersions' : 'ListObjects';
}
