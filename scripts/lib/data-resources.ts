// The resources that hold data and outlive their stack: which a template has, and which of them exist already.
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, paginateListBuckets } from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';
import { resolveName, type Names } from './resolve-name.ts';
import type { TemplateDocument } from './template.ts';

export const BUCKET = 'AWS::S3::Bucket';
const TABLE = 'AWS::DynamoDB::Table';

/** The property that names a resource, which is also its identifier in an import. */
export const NAME_PROPERTY: Record<string, string> = { [BUCKET]: 'BucketName', [TABLE]: 'TableName' };

export interface DataResource {
  logicalId: string;
  type: string;
  /** As the template computes it; undefined when CloudFormation makes it up. */
  name: string | undefined;
}

export interface ExistingData {
  logicalId: string;
  type: string;
  name: string;
  /** It belongs to another account: bucket names are unique in the whole world. */
  isForeign: boolean;
}

/** Stands for an account id that is not known yet. */
const ANY_ACCOUNT = '*';

/** Buckets and tables that a template keeps when their stack goes. */
export function dataResources(document: TemplateDocument, names: Names): DataResource[] {
  return Object.entries(document.Resources).flatMap(([logicalId, resource]) => {
    const property = NAME_PROPERTY[resource.Type];
    const isKept = resource.DeletionPolicy?.startsWith('Retain') ?? false;
    if (property === undefined || !isKept) return [];
    return [{ logicalId, type: resource.Type, name: resolveName(resource.Properties?.[property], names) }];
  });
}

/** Names that a template can compute with. Without an account id, names become patterns with a star in its place. */
export function namesOf(options: {
  parameters: Record<string, string>;
  document: TemplateDocument;
  stackName: string;
  region: string;
  accountId?: string;
}): Names {
  const { parameters, document, stackName, region, accountId = ANY_ACCOUNT } = options;
  const defaults = Object.entries(document.Parameters ?? {}).flatMap(([name, { Default }]) =>
    Default === undefined ? [] : [[name, String(Default)]],
  );
  return {
    ...(Object.fromEntries(defaults) as Names),
    ...parameters,
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::StackName': stackName,
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

async function findBuckets(
  clients: Clients,
  pattern: string,
): Promise<{ name: string; isForeign: boolean }[]> {
  const [start = ''] = pattern.split(ANY_ACCOUNT);
  const whole = new RegExp(`^${pattern.split(ANY_ACCOUNT).map(escaped).join('\\d{12}')}$`);
  const found: string[] = [];
  for await (const { Buckets } of paginateListBuckets({ client: clients.s3 }, { Prefix: start })) {
    for (const { Name = '' } of Buckets ?? []) if (whole.test(Name)) found.push(Name);
  }
  return found.map((name) => ({ name, isForeign: false }));
}

async function findBucket(clients: Clients, name: string): Promise<{ name: string; isForeign: boolean }[]> {
  try {
    await clients.s3.send(new HeadBucketCommand({ Bucket: name }));
    return [{ name, isForeign: false }];
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return [];
    // 403: somebody else's, or ours and we may not look; 301: in another region. It is taken in each case.
    if (status === 403 || status === 301) return [{ name, isForeign: true }];
    throw error;
  }
}

async function listTables(clients: Clients, isWanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  for await (const { TableNames } of paginateListTables({ client: clients.dynamoDb }, {})) {
    found.push(...(TableNames ?? []).filter(isWanted));
  }
  return found;
}

async function find(clients: Clients, resource: DataResource, stackName: string) {
  const { type, name, logicalId } = resource;
  if (type === BUCKET) {
    if (name === undefined) return [];
    return name.includes(ANY_ACCOUNT) ? findBuckets(clients, name) : findBucket(clients, name);
  }
  // A name that CloudFormation made up: stack, logical id and a random end.
  const start = `${stackName}-${logicalId}-`;
  const names = await listTables(clients, (table) =>
    name === undefined ? table.startsWith(start) : table === name,
  );
  return names.map((table) => ({ name: table, isForeign: false }));
}

/** Those of the resources that exist, wherever they come from. A table without a name of its own may be there several times. */
export async function findExistingData(
  clients: Clients,
  resources: readonly DataResource[],
  stackName: string,
): Promise<ExistingData[]> {
  const found = await Promise.all(
    resources.map(async (resource) => {
      const { logicalId, type } = resource;
      return (await find(clients, resource, stackName)).map((hit) => ({ logicalId, type, ...hit }));
    }),
  );
  return found.flat();
}
