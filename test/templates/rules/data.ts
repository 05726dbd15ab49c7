// Rules for what must not be lost: the files table and everything that holds state.
import { at, drop, put, resources, same, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const TABLE = 'templates/dynamodb/Resources/FilesTable';
const SOURCE = 'templates/source-bucket/Resources/SourceBucket';
const QUEUE = 'templates/sqs/Resources/FileQueue';

const KEPT = [
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::CodeConnections::Connection',
  'AWS::Cognito::UserPool',
];
/** State that is rebuilt from what is kept. */
const REBUILT = ['AWS::SQS::Queue', 'AWS::Logs::LogGroup'];

const policiesAre =
  (deletion: string, replacement: string) =>
  ({ resource }: Found) =>
    resource.DeletionPolicy === deletion && resource.UpdateReplacePolicy === replacement;

interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

function keysOf(schema: unknown): string[] {
  return (schema as Index['KeySchema']).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
}

const INDEX_KEYS = {
  byDay: ['HASH daySlot', 'RANGE processedAt'],
  byFile: ['HASH fileName', 'RANGE uploadedAt'],
  open: ['HASH openShard', 'RANGE nextTryAt'],
};

function hasItsIndexes({ properties }: Found): boolean {
  const indexes = (properties.GlobalSecondaryIndexes ?? []) as Index[];
  const keys = Object.fromEntries(indexes.map(({ IndexName, KeySchema }) => [IndexName, keysOf(KeySchema)]));
  const projection = (name: string) => indexes.find(({ IndexName }) => IndexName === name)?.Projection;
  return (
    same(keysOf(properties.KeySchema), ['HASH documentId']) &&
    same(keys, INDEX_KEYS) &&
    projection('byDay')?.ProjectionType === 'INCLUDE' &&
    projection('open')?.ProjectionType === 'KEYS_ONLY' &&
    !JSON.stringify(indexes).includes('"details"') &&
    indexes.every((index) => index.Projection.ProjectionType !== 'ALL')
  );
}

export const DATA_RULES: readonly Rule[] = [
  {
    id: 'aws-34',
    title: 'every table is on demand, recoverable, protected, encrypted and ends rows by expiresAt',
    check: (system) =>
      wrong(
        resources(system, 'AWS::DynamoDB::Table'),
        'needs PAY_PER_REQUEST, recovery, deletion protection, encryption and expiresAt',
        ({ properties }) =>
          properties.BillingMode === 'PAY_PER_REQUEST' &&
          at(properties, 'PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled') === true &&
          properties.DeletionProtectionEnabled === true &&
          at(properties, 'SSESpecification/SSEEnabled') === true &&
          same(properties.TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true }),
      ),
    twins: [
      'BillingMode',
      'PointInTimeRecoverySpecification',
      'DeletionProtectionEnabled',
      'SSESpecification',
      'TimeToLiveSpecification',
    ].map((name) => ({ breaks: `${name} is left open`, mutate: drop(`${TABLE}/Properties/${name}`) })),
  },
  {
    id: 'aws-35',
    title: 'data outlives its stack, what can be rebuilt goes with it',
    check: (system) => [
      ...wrong(
        resources(system, ...KEPT),
        'needs DeletionPolicy RetainExceptOnCreate and UpdateReplacePolicy Retain',
        policiesAre('RetainExceptOnCreate', 'Retain'),
      ),
      ...wrong(
        resources(system, ...REBUILT),
        'needs DeletionPolicy and UpdateReplacePolicy Delete',
        policiesAre('Delete', 'Delete'),
      ),
    ],
    twins: [
      { breaks: 'the table goes with its stack', mutate: drop(`${TABLE}/DeletionPolicy`) },
      { breaks: 'a replaced bucket is deleted', mutate: put(`${SOURCE}/UpdateReplacePolicy`, 'Delete') },
      { breaks: 'a failed first create leaves a bucket', mutate: put(`${SOURCE}/DeletionPolicy`, 'Retain') },
      { breaks: 'a queue stays behind', mutate: put(`${QUEUE}/DeletionPolicy`, 'Retain') },
    ],
  },
  {
    id: 'table-1',
    title: 'the files table has the keys and indexes that the code reads, none with details',
    check: (system) =>
      wrong(
        resources(system, 'AWS::DynamoDB::Table'),
        'has other keys, indexes or projections',
        hasItsIndexes,
      ),
    twins: [
      {
        breaks: 'a day is one partition',
        mutate: put(`${TABLE}/Properties/GlobalSecondaryIndexes/0/KeySchema/0/AttributeName`, 'processedDay'),
      },
      {
        breaks: 'byDay carries details',
        mutate: put(`${TABLE}/Properties/GlobalSecondaryIndexes/0/Projection/NonKeyAttributes/0`, 'details'),
      },
      {
        breaks: 'an index is missing',
        mutate: drop(`${TABLE}/Properties/GlobalSecondaryIndexes/2`),
      },
    ],
  },
  {
    id: 'aws-13',
    title: 'every log group has a retention and goes with its stack',
    check: (system) =>
      wrong(
        resources(system, 'AWS::Logs::LogGroup'),
        'needs RetentionInDays and DeletionPolicy Delete',
        ({ properties, resource }) =>
          properties.RetentionInDays !== undefined && resource.DeletionPolicy === 'Delete',
      ),
    twins: [
      {
        breaks: 'logs are kept for ever',
        mutate: drop('templates/lambda/Resources/ProcessFileLogGroup/Properties/RetentionInDays'),
      },
    ],
  },
];
