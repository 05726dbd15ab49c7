// Which permissions a call needs: IAM names some of them differently from the API, and some answers take a second one.
import type { Context } from '../../lib/iam/conditions.ts';
import type { AccessRequest } from '../../lib/iam/evaluate.ts';
import { operationOf } from '../../lib/outside/operation.ts';
import type { Request } from '../../lib/outside/relay.ts';

/** One call and how it was answered. */
export interface ApiCall {
  /** As in signatures: `s3`, `dynamodb`, `sqs`, `sns`. */
  service: string;
  request: Request;
  status: number;
  /** `us-east-1:000000000000`, as in ARNs. */
  place: string;
}

type Needs = (call: ApiCall) => Pick<AccessRequest, 'action' | 'resource'>[];

const NOT_FOUND = 404;

/** `/bucket/key`, percent-encoded. */
function objectOf({ request }: ApiCall) {
  const { pathname, searchParams } = new URL(request.url, 'http://engine');
  const [bucket = '', ...key] = pathname.slice(1).split('/').map(decodeURIComponent);
  return {
    bucketArn: `arn:aws:s3:::${bucket}`,
    objectArn: `arn:aws:s3:::${bucket}/${key.join('/')}`,
    versionId: searchParams.get('versionId'),
  };
}

/**
 * S3 API Reference, GetObject and HeadObject, "Permissions": with a version id s3:GetObjectVersion and not s3:GetObject; and of what is not there
 * only those hear 404 who have s3:ListBucket, the others hear 403.
 */
const readObject: Needs = (call) => {
  const { bucketArn, objectArn, versionId } = objectOf(call);
  const read = { action: versionId === null ? 's3:GetObject' : 's3:GetObjectVersion', resource: objectArn };
  return call.status === NOT_FOUND ? [read, { action: 's3:ListBucket', resource: bucketArn }] : [read];
};

/** S3 User Guide, "How to prevent object overwrites with conditional writes": If-Match compares with what is there, so it takes s3:GetObject, too. */
const writeObject: Needs = (call) => {
  const { objectArn: resource } = objectOf(call);
  const write = { action: 's3:PutObject', resource };
  return call.request.headers['if-match'] === undefined
    ? [write]
    : [write, { action: 's3:GetObject', resource }];
};

/** S3 API Reference, CopyObject, "Permissions": reading the source and writing the target. */
const copyObject: Needs = (call) => {
  const source = decodeURIComponent(String(call.request.headers['x-amz-copy-source'])).replace(/^\//, '');
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }, ...writeObject(call)];
};

/** S3 User Guide, "Multipart upload API and permissions": all but the abort take the right to write the object. */
const abortUpload: Needs = (call) => [
  { action: 's3:AbortMultipartUpload', resource: objectOf(call).objectArn },
];

/** Service Authorization Reference, S3: the action behind ListObjectVersions. */
const listVersions: Needs = (call) => [
  { action: 's3:ListBucketVersions', resource: objectOf(call).bucketArn },
];

type TransactItem = Record<string, { TableName: string }>;

interface TableBody {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
}

/** DynamoDB has an action for each operation; an index has an ARN of its own. */
const ofTables: Needs = ({ service, request, place }) => {
  const { TableName, IndexName, RequestItems = {} } = JSON.parse(request.body.toString('utf8')) as TableBody;
  const names = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  return names.map((name) => ({
    action: `${service}:${operationOf(service, request)}`,
    resource: `arn:aws:dynamodb:${place}:table/${name}${index}`,
  }));
};

/** DynamoDB Developer Guide, "IAM for transactions": each item of one takes the right of the single call. */
const ofTransaction: Needs = ({ request, place }) => {
  const { TransactItems } = JSON.parse(request.body.toString('utf8')) as { TransactItems: TransactItem[] };
  return TransactItems.flatMap(Object.entries).map(([kind, { TableName }]) => ({
    action: `dynamodb:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`,
    resource: `arn:aws:dynamodb:${place}:table/${TableName}`,
  }));
};

/** Events without a bus go to the default one. */
const ofBus: Needs = ({ request, place }) =>
  eventsOf(request).map(({ EventBusName = 'default' }) => ({
    action: 'events:PutEvents',
    resource: `arn:aws:events:${place}:event-bus/${EventBusName}`,
  }));

function eventsOf({ body }: Request): { EventBusName?: string; Source: string }[] {
  return (JSON.parse(body.toString('utf8')) as { Entries: { EventBusName?: string; Source: string }[] })
    .Entries;
}

/** SQS: the batch operations have no action of their own (SQS API permissions reference). The queue is named by its URL. */
const ofQueue: Needs = ({ service, request, place }) => {
  const { QueueUrl = '' } = JSON.parse(request.body.toString('utf8')) as { QueueUrl?: string };
  const name = new URL(QueueUrl).pathname.split('/').at(-1);
  return [
    {
      action: `${service}:${operationOf(service, request).replace(/Batch$/, '')}`,
      resource: `arn:aws:sqs:${place}:${name}`,
    },
  ];
};

const ofTopic: Needs = ({ service, request }) => {
  const topic = new URLSearchParams(request.body.toString('utf8')).get('TopicArn') ?? '';
  return [{ action: `${service}:${operationOf(service, request)}`, resource: topic }];
};

/** Systems Manager: decrypting with the key that AWS manages for it needs no action of KMS (User Guide, "Restricting access to parameters"). */
const ofParameter: Needs = ({ service, request, place }) => {
  const { Name = '' } = JSON.parse(request.body.toString('utf8')) as { Name?: string };
  return [
    {
      action: `${service}:${operationOf(service, request)}`,
      resource: `arn:aws:ssm:${place}:parameter/${Name.replace(/^\//, '')}`,
    },
  ];
};

const NEEDS: Readonly<Record<string, Needs>> = {
  's3 GetObject': readObject,
  's3 HeadObject': readObject,
  's3 PutObject': writeObject,
  's3 CopyObject': copyObject,
  's3 CreateMultipartUpload': writeObject,
  's3 UploadPart': writeObject,
  's3 CompleteMultipartUpload': writeObject,
  's3 AbortMultipartUpload': abortUpload,
  's3 ListObjectVersions': listVersions,
  'dynamodb GetItem': ofTables,
  'dynamodb BatchGetItem': ofTables,
  'dynamodb PutItem': ofTables,
  'dynamodb UpdateItem': ofTables,
  'dynamodb TransactWriteItems': ofTransaction,
  'dynamodb Query': ofTables,
  'sqs ReceiveMessage': ofQueue,
  'sqs SendMessage': ofQueue,
  'sqs DeleteMessage': ofQueue,
  'sqs ChangeMessageVisibility': ofQueue,
  'events PutEvents': ofBus,
  'sns Publish': ofTopic,
  'ssm GetParameter': ofParameter,
};

/** What the caller must be allowed to do. Throws for a call that is not in the table: it would go unproven. */
export function needsOf(call: ApiCall): AccessRequest[] {
  const name = `${call.service} ${operationOf(call.service, call.request)}`;
  const needs = NEEDS[name];
  if (!needs)
    throw new Error(`Nobody knows what ${name} needs; add it to scripts/local/least-privilege/needs.ts.`);
  const context = contextOf(call);
  return needs(call).map((need) => ({ ...need, context }));
}

/** What conditions may ask for; functions on AWS always call with TLS. */
function contextOf({ service, request }: ApiCall): Context {
  const { searchParams } = new URL(request.url, 'http://engine');
  const told = {
    's3:prefix': searchParams.get('prefix'),
    's3:versionid': searchParams.get('versionId'),
    's3:if-none-match': request.headers['if-none-match'],
    's3:if-match': request.headers['if-match'],
    'events:source': service === 'events' ? eventsOf(request)[0]?.Source : undefined,
  };
  const present = Object.entries(told).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { 'aws:securetransport': 'true', ...Object.fromEntries(present) };
}
