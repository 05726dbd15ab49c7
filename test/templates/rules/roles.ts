// Rules for what roles may do, and who may take them.
import {
  at,
  drop,
  list,
  parts,
  put,
  resources,
  same,
  target,
  template,
  wrong,
  type Found,
} from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const ROLE = 'templates/lambda/Resources/ProcessFileRole/Properties';
const STATEMENTS = `${ROLE}/Policies/0/PolicyDocument/Statement`;

const roles = (system: System) => resources(system, 'AWS::IAM::Role');

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: Record<string, unknown>;
  Condition?: unknown;
}

/** The statements of a role's own policies; those under a condition too. */
function grantsOf({ properties }: Found): Statement[] {
  return [...parts(properties.Policies)]
    .map(({ node }) => node)
    .filter((node) => at(node, 'Effect') !== undefined) as Statement[];
}

const trustOf = ({ properties }: Found) =>
  list(at(properties, 'AssumeRolePolicyDocument/Statement')) as Statement[];

/** AWS documents no condition for these two. */
const TRUSTED_WITHOUT_CONDITION = ['lambda.amazonaws.com', 'codedeploy.amazonaws.com'];

function isTrustedRightly({ Principal, Condition }: Statement): boolean {
  const services = list(Principal?.Service);
  const isBound = /aws:Source(Arn|Account)/.test(JSON.stringify(Condition ?? {}));
  return services.length === 1 && (isBound || TRUSTED_WITHOUT_CONDITION.includes(String(services[0])));
}

/** Calls that know no resource. */
const WITHOUT_RESOURCE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const isNarrow = ({ Effect, Action, Resource }: Statement) =>
  Effect !== 'Allow' ||
  (list(Action).every((action) => !String(action).includes('*')) &&
    (!list(Resource).includes('*') ||
      list(Action).every((action) => WITHOUT_RESOURCE.includes(String(action)))));

/** Short form of a resource: `source-bucket SourceBucketName /*`. */
function nameOf(resource: unknown): string {
  const imported = [...parts(resource)].map(({ node }) => at(node, 'Fn::ImportValue/Fn::Sub')).find(Boolean);
  const own = template(resource) ?? target(resource) ?? '?';
  const name = String(imported ?? own).replace('${ProjectName}-${EnvironmentName}-', '');
  return `${name}${/\$\{(?:Bucket|Table)\}(.*)$/.exec(own)?.[1] ?? ''}`;
}

/** `<call> <resource>` of everything that a role may do. */
export const callsOf = (found: Found) =>
  grantsOf(found)
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((item) => `${String(action)} ${nameOf(item)}`)),
    )
    .sort();

/** Everything that process-file does to others; tracing only where it is switched on. */
const PROCESS_FILE_CALLS = [
  's3:GetObjectVersion source-bucket-SourceBucketName/*',
  's3:ListBucket source-bucket-SourceBucketName',
  's3:ListBucketVersions source-bucket-SourceBucketName',
  's3:GetObject reports-bucket-ReportsBucketName/processed/*',
  's3:PutObject reports-bucket-ReportsBucketName/processed/*',
  's3:ListBucket reports-bucket-ReportsBucketName',
  'dynamodb:GetItem dynamodb-FilesTableArn',
  'dynamodb:UpdateItem dynamodb-FilesTableArn',
  'sns:Publish sns-ResultsTopicArn',
  'sqs:ReceiveMessage sqs-FileQueueArn',
  'sqs:DeleteMessage sqs-FileQueueArn',
  'sqs:GetQueueAttributes sqs-FileQueueArn',
  'sqs:ChangeMessageVisibility sqs-FileQueueArn',
  'logs:CreateLogStream ProcessFileLogGroup',
  'logs:PutLogEvents ProcessFileLogGroup',
  'xray:PutTraceSegments *',
  'xray:PutTelemetryRecords *',
].sort();

export const ROLE_RULES: readonly Rule[] = [
  {
    id: 'aws-14',
    title: 'no role may make log groups, which would have no retention',
    check: (system) =>
      wrong(roles(system), 'grants logs:CreateLogGroup', (found) =>
        grantsOf(found).every(({ Action }) => !list(Action).includes('logs:CreateLogGroup')),
      ),
    twins: [{ breaks: 'it may', mutate: put(`${STATEMENTS}/7/Action/2`, 'logs:CreateLogGroup') }],
  },
  {
    id: 'aws-31',
    title: 'nobody writes into the source bucket, and reports raise no work',
    check: (system) => [
      ...wrong(roles(system), 'may write into the source bucket', (found) =>
        callsOf(found).every((call) => !/^s3:(Put|Delete).* source-bucket/.test(call)),
      ),
      ...wrong(
        resources(system, 'AWS::Events::Rule'),
        'listens to the reports bucket',
        ({ properties }) => !/reports/i.test(JSON.stringify(properties.EventPattern)),
      ),
    ],
    twins: [
      {
        breaks: 'process-file may',
        mutate: put(`${STATEMENTS}/0/Action`, ['s3:GetObjectVersion', 's3:PutObject']),
      },
      {
        breaks: 'a rule listens to reports',
        mutate: put(
          'templates/sqs/Resources/FileCreatedRule/Properties/EventPattern/detail/bucket/name/0/Fn::ImportValue/Fn::Sub',
          '${ProjectName}-${EnvironmentName}-reports-bucket-ReportsBucketName',
        ),
      },
    ],
  },
  {
    id: 'aws-36',
    title: 'every role takes its boundary and its path from parameters',
    check: (system) =>
      wrong(
        roles(system),
        'needs PermissionsBoundary and Path',
        ({ properties }) =>
          same(properties.Path, { Ref: 'RolePath' }) &&
          same(properties.PermissionsBoundary, {
            'Fn::If': [
              'HasPermissionsBoundaryArn',
              { Ref: 'PermissionsBoundaryArn' },
              { Ref: 'AWS::NoValue' },
            ],
          }),
      ),
    twins: [
      { breaks: 'it has no boundary', mutate: drop(`${ROLE}/PermissionsBoundary`) },
      {
        breaks: 'it has a fixed path',
        mutate: put('templates/lambda/Resources/DeploymentRole/Properties/Path', '/'),
      },
    ],
  },
  {
    id: 'aws-37',
    title: 'one service may take each role, on its own behalf where AWS can tell',
    check: (system) =>
      wrong(roles(system), 'is trusted too widely', (found) => {
        const trust = trustOf(found);
        return trust.length > 0 && trust.every(isTrustedRightly);
      }),
    twins: [
      {
        breaks: 'two services may',
        mutate: put(`${ROLE}/AssumeRolePolicyDocument/Statement/0/Principal/Service`, [
          'lambda.amazonaws.com',
          'ec2.amazonaws.com',
        ]),
      },
      {
        breaks: 'a scheduler of anybody may',
        mutate: put(
          `${ROLE}/AssumeRolePolicyDocument/Statement/0/Principal/Service`,
          'scheduler.amazonaws.com',
        ),
      },
    ],
  },
  {
    id: 'aws-40',
    title: 'no role may do everything, or one thing to everything',
    check: (system) => wrong(roles(system), 'has a wildcard', (found) => grantsOf(found).every(isNarrow)),
    twins: [
      { breaks: 'it may do all of S3', mutate: put(`${STATEMENTS}/0/Action`, 's3:*') },
      { breaks: 'it may read all tables', mutate: put(`${STATEMENTS}/4/Resource`, '*') },
    ],
  },
  {
    id: 'permissions-1',
    title: 'process-file may do exactly what it does',
    check: (system) =>
      wrong(
        roles(system).filter(({ id }) => id === 'ProcessFileRole'),
        'grants more or less than the list of calls',
        (found) => same(callsOf(found), PROCESS_FILE_CALLS),
      ),
    twins: [
      { breaks: 'it may delete rows', mutate: put(`${STATEMENTS}/4/Action/2`, 'dynamodb:DeleteItem') },
      { breaks: 'it may not publish', mutate: drop(`${STATEMENTS}/5`) },
      {
        breaks: 'it may write any report',
        mutate: put(`${STATEMENTS}/2/Resource/Fn::Sub/0`, 'arn:${AWS::Partition}:s3:::${Bucket}/*'),
      },
    ],
  },
];
