// Rules for what roles may do.
import { callsOf, grantors, grantsOf, roles, type Statement } from '../grants.ts';
import { drop, list, put, resources, same, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const ROLE = 'templates/lambda/Resources/ProcessFileRole/Properties';
const STATEMENTS = `${ROLE}/Policies/0/PolicyDocument/Statement`;
const DEPLOY_STATEMENTS =
  'templates/bootstrap/Resources/DeployRole/Properties/Policies/0/PolicyDocument/Statement';

/** CloudFormation takes these; the groups that it makes have the retention of their template. */
const DEPLOYERS = ['DeployRole', 'PipelineDeployRole'];

/** Calls that know no resource. */
const WITHOUT_RESOURCE = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'cloudformation:ValidateTemplate',
  'cloudformation:ListImports',
  'logs:DescribeIndexPolicies',
  'logs:DescribeLogGroups',
];

/** The same, where a condition stands for the resource. */
const BOUND_BY_CONDITION: Record<string, string> = {
  'lambda:CreateEventSourceMapping': 'lambda:FunctionArn',
};

const isBoundOtherwise = (action: string, condition: unknown) =>
  WITHOUT_RESOURCE.includes(action) ||
  (JSON.stringify(condition)?.includes(`"${BOUND_BY_CONDITION[action]}"`) ?? false);

const isNarrow = ({ Effect, Action, Resource, Condition }: Statement) =>
  Effect !== 'Allow' ||
  (list(Action).every((action) => !String(action).includes('*')) &&
    (!list(Resource).includes('*') ||
      list(Action).every((action) => isBoundOtherwise(String(action), Condition))));

const isWriteToSource = (call: string) => /^s3:(Put|Delete)\w*Object\w* .*source-/.test(call);

/** The release check drops one file to see it go through. */
const isProbe = ({ id }: Found, call: string) =>
  id === 'ReleaseRole' && /^s3:PutObject .*\/probe\/\*$/.test(call);

/** Everything that process-file does to others; tracing only where it is switched on. */
const PROCESS_FILE_CALLS = [
  's3:GetObjectVersion source-bucket-SourceBucketName/*',
  's3:ListBucket source-bucket-SourceBucketName',
  's3:ListBucketVersions source-bucket-SourceBucketName',
  's3:GetObject reports-bucket-ReportsBucketName/processed/*',
  's3:PutObject reports-bucket-ReportsBucketName/processed/*',
  's3:ListBucket reports-bucket-ReportsBucketName',
  's3:AbortMultipartUpload reports-bucket-ReportsBucketName/staging/*',
  's3:GetObject reports-bucket-ReportsBucketName/staging/*',
  's3:PutObject reports-bucket-ReportsBucketName/staging/*',
  's3:GetObject reports-bucket-ReportsBucketName/normalized/*',
  's3:PutObject reports-bucket-ReportsBucketName/normalized/*',
  'events:PutEvents arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default',
  'dynamodb:BatchGetItem dynamodb-FilesTableArn',
  'dynamodb:GetItem dynamodb-FilesTableArn',
  'dynamodb:PutItem dynamodb-FilesTableArn',
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
      wrong(
        grantors(system).filter(({ id }) => !DEPLOYERS.includes(id)),
        'grants logs:CreateLogGroup',
        (found) => grantsOf(found).every(({ Action }) => !list(Action).includes('logs:CreateLogGroup')),
      ),
    twins: [{ breaks: 'it may', mutate: put(`${STATEMENTS}/7/Action/2`, 'logs:CreateLogGroup') }],
  },
  {
    id: 'aws-31',
    title: 'nobody writes into the source bucket, and reports raise no work',
    check: (system) => [
      ...wrong(roles(system), 'may write into the source bucket', (found) =>
        callsOf(found).every((call) => !isWriteToSource(call) || isProbe(found, call)),
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
        breaks: 'the release check may write anywhere',
        mutate: put(
          'templates/bootstrap/Resources/ReleaseRole/Properties/Policies/0/PolicyDocument/Statement/4/Resource',
          {
            'Fn::Sub':
              'arn:${AWS::Partition}:s3:::${ProjectName}-${EnvironmentName}-source-${AWS::AccountId}/*',
          },
        ),
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
    id: 'aws-40',
    title: 'no role may do everything, or one thing to everything',
    check: (system) => wrong(grantors(system), 'has a wildcard', (found) => grantsOf(found).every(isNarrow)),
    twins: [
      {
        breaks: 'the boundary lets a role do all of SQS',
        mutate: put(
          'templates/bootstrap/Resources/PermissionsBoundary/Properties/PolicyDocument/Statement/4/Action',
          'sqs:*',
        ),
      },
      {
        breaks: 'the deploy role may map any function',
        mutate: drop(`${DEPLOY_STATEMENTS}/8/Condition`),
      },
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
