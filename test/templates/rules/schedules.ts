// Rules for functions that run on a schedule: the schedule, who may begin it, and what the function may do.
import { at, drop, list, put, resources, same, target, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';
import { callsOf, workCallsOf } from '../grants.ts';

const REDRIVE = 'templates/redrive/Resources';
const SCHEDULE = `${REDRIVE}/RedriveSchedule/Properties`;
const TRUST = `${REDRIVE}/RedriveScheduleRole/Properties/AssumeRolePolicyDocument/Statement/0`;
const STATEMENTS = `${REDRIVE}/RedriveRole/Properties/Policies/0/PolicyDocument/Statement`;

const schedules = (system: System) => resources(system, 'AWS::Scheduler::Schedule');
const typeOf = ({ template: { Resources } }: Found, value: unknown) => Resources[String(target(value))]?.Type;

/** EventBridge Scheduler: a six-field cron leaves exactly one of day-of-month and day-of-week open by `?`. */
function isExpression(expression: unknown): boolean {
  const text = String(expression);
  const fields = /^cron\((.*)\)$/.exec(text)?.[1]?.split(' ');
  if (fields) return fields.length === 6 && fields.filter((field) => field === '?').length === 1;
  return /^rate\([1-9][0-9]* (minutes?|hours?|days?)\)$/.test(text);
}

function isComplete(found: Found): boolean {
  const { properties, template: own } = found;
  const parameter = own.Parameters[String(at(properties.ScheduleExpression, 'Ref'))];
  return (
    isExpression(parameter?.Default) &&
    properties.ScheduleExpressionTimezone === 'UTC' &&
    typeOf(found, properties.GroupName) === 'AWS::Scheduler::ScheduleGroup' &&
    at(properties, 'Target/RetryPolicy/MaximumRetryAttempts') !== undefined &&
    at(properties, 'Target/RetryPolicy/MaximumEventAgeInSeconds') !== undefined &&
    typeOf(found, at(properties, 'Target/DeadLetterConfig/Arn')) === 'AWS::SQS::Queue' &&
    same(properties.State, { 'Fn::If': ['IsScheduleEnabled', 'ENABLED', 'DISABLED'] })
  );
}

/** Roles that the scheduler may take. */
const schedulerRoles = (system: System) =>
  resources(system, 'AWS::IAM::Role').filter((role) =>
    trustOf(role).some((statement) => at(statement, 'Principal/Service') === 'scheduler.amazonaws.com'),
  );

const trustOf = ({ properties }: Found) => list(at(properties, 'AssumeRolePolicyDocument/Statement'));

function isBoundToItsGroup(role: Found): boolean {
  return trustOf(role).every((statement) => {
    const bounds = Object.assign({}, ...Object.values(at(statement, 'Condition') as object)) as object;
    const arn = at(bounds, 'aws:SourceArn');
    const isGroup =
      typeOf(role, arn) === 'AWS::Scheduler::ScheduleGroup' || template(arn)?.includes(':schedule-group/');
    return isGroup && same(at(bounds, 'aws:SourceAccount'), { Ref: 'AWS::AccountId' });
  });
}

/** The role of a schedule may begin its function, keep what it could not begin, and nothing else. */
function mayOnlyRunItsFunction(system: System, role: Found): boolean {
  const own = schedules(system).filter(
    ({ stack, properties }) => stack === role.stack && target(at(properties, 'Target/RoleArn')) === role.id,
  );
  const calls = own.flatMap(({ properties }) => [
    `lambda:InvokeFunction ${target(at(properties, 'Target/Arn'))}`,
    `sqs:SendMessage ${target(at(properties, 'Target/DeadLetterConfig/Arn'))}`,
  ]);
  return own.length > 0 && same(callsOf(role), calls.sort());
}

/** Everything that the functions do to others, but for sending traces. */
const CALLS: Record<string, readonly string[]> = {
  RedriveRole: [
    's3:ListBucketVersions source-bucket-SourceBucketName',
    's3:GetObject reports-bucket-ReportsBucketName/processed/*',
    's3:PutObject reports-bucket-ReportsBucketName/processed/*',
    's3:ListBucket reports-bucket-ReportsBucketName',
    'dynamodb:GetItem dynamodb-FilesTableArn',
    'dynamodb:UpdateItem dynamodb-FilesTableArn',
    'sns:Publish sns-ResultsTopicArn',
    'sqs:ReceiveMessage sqs-FileDeadLetterQueueArn',
    'sqs:DeleteMessage sqs-FileDeadLetterQueueArn',
    'sqs:SendMessage sqs-FileQueueArn',
    'sqs:SendMessage sqs-ParkedQueueArn',
    'logs:CreateLogStream RedriveLogGroup',
    'logs:PutLogEvents RedriveLogGroup',
  ],
  ReconcileRole: [
    's3:ListBucketVersions source-bucket-SourceBucketName',
    'dynamodb:GetItem dynamodb-FilesTableArn',
    'dynamodb:BatchGetItem dynamodb-FilesTableArn',
    'dynamodb:UpdateItem dynamodb-FilesTableArn',
    'dynamodb:Query dynamodb-FilesTableArn/index/open',
    'sqs:SendMessage sqs-FileQueueArn',
    'logs:CreateLogStream ReconcileLogGroup',
    'logs:PutLogEvents ReconcileLogGroup',
  ],
  DailyReportRole: [
    'dynamodb:Query dynamodb-FilesTableArn/index/byDay',
    'dynamodb:GetItem dynamodb-FilesTableArn',
    'dynamodb:UpdateItem dynamodb-FilesTableArn',
    's3:GetObject reports-bucket-ReportsBucketName/daily-reports/*',
    's3:PutObject reports-bucket-ReportsBucketName/daily-reports/*',
    's3:ListBucket reports-bucket-ReportsBucketName',
    'sns:Publish sns-ResultsTopicArn',
    'logs:CreateLogStream DailyReportLogGroup',
    'logs:PutLogEvents DailyReportLogGroup',
  ],
  NotifyDigestRole: [
    'dynamodb:GetItem dynamodb-FilesTableArn',
    'dynamodb:UpdateItem dynamodb-FilesTableArn',
    'dynamodb:Query dynamodb-FilesTableArn/index/byDay',
    'sns:Publish sns-ResultsTopicArn',
    'logs:CreateLogStream NotifyDigestLogGroup',
    'logs:PutLogEvents NotifyDigestLogGroup',
  ],
};

export const SCHEDULE_RULES: readonly Rule[] = [
  {
    id: 'aws-38',
    title: 'the scheduler may take a role for one group of schedules of this account',
    check: (system) => wrong(schedulerRoles(system), 'is trusted for more than a group', isBoundToItsGroup),
    twins: [
      {
        breaks: 'it names a schedule, which never matches',
        mutate: put(`${TRUST}/Condition/StringEquals/aws:SourceArn`, {
          'Fn::Sub': 'arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/a/b',
        }),
      },
      { breaks: 'any group may', mutate: drop(`${TRUST}/Condition/StringEquals/aws:SourceArn`) },
      { breaks: 'any account may', mutate: drop(`${TRUST}/Condition/StringEquals/aws:SourceAccount`) },
    ],
  },
  {
    id: 'aws-56',
    title:
      'every schedule has a time zone, a group of its own, bounded retries, a dead-letter queue and a switch',
    check: (system) => wrong(schedules(system), 'is not complete', isComplete),
    twins: [
      { breaks: 'the time zone is left open', mutate: drop(`${SCHEDULE}/ScheduleExpressionTimezone`) },
      { breaks: 'it is in the default group', mutate: drop(`${SCHEDULE}/GroupName`) },
      { breaks: 'retries are left open', mutate: drop(`${SCHEDULE}/Target/RetryPolicy`) },
      { breaks: 'what cannot begin is dropped', mutate: drop(`${SCHEDULE}/Target/DeadLetterConfig`) },
      { breaks: 'it cannot be switched off', mutate: put(`${SCHEDULE}/State`, 'ENABLED') },
      ...['cron(0 0 * * * *)', 'cron(0 0 ? * ? *)', 'cron(0 0 * * ?)', 'rate(0 minutes)'].map((Default) => ({
        breaks: `it says ${Default}`,
        mutate: put('templates/redrive/Parameters/ScheduleExpression/Default', Default),
      })),
    ],
  },
  {
    id: 'permissions-2',
    title:
      'functions on a schedule may do exactly what they do, their schedules may run them and nothing else',
    check: (system) => [
      ...wrong(
        resources(system, 'AWS::IAM::Role').filter(({ id }) => id in CALLS),
        'grants more or less than the list of calls',
        (role) => same(workCallsOf(role), [...(CALLS[role.id] ?? [])].sort()),
      ),
      ...wrong(schedulerRoles(system), 'may do more or less than run its function', (role) =>
        mayOnlyRunItsFunction(system, role),
      ),
    ],
    twins: [
      { breaks: 'redrive may purge', mutate: put(`${STATEMENTS}/5/Action/2`, 'sqs:PurgeQueue') },
      { breaks: 'redrive may not park', mutate: drop(`${STATEMENTS}/6/Resource/1`) },
      {
        breaks: 'notify-digest may publish anywhere',
        mutate: put(
          'templates/digest/Resources/NotifyDigestRole/Properties/Policies/0/PolicyDocument/Statement/2/Resource',
          '*',
        ),
      },
      {
        breaks: 'reconcile may read every index',
        mutate: put(
          'templates/reconcile/Resources/ReconcileRole/Properties/Policies/0/PolicyDocument/Statement/2/Resource/Fn::Sub/0',
          '${Table}/index/*',
        ),
      },
      {
        breaks: 'a schedule may run any function',
        mutate: put(
          `${REDRIVE}/RedriveScheduleRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource`,
          '*',
        ),
      },
    ],
  },
];
