// What CloudFormation calls for buckets, tables, topics, queues, rules and schedules.
import { HERE, passed, role, TAGS, type Calls } from './call.ts';

export const STORAGE_CALLS: Calls = {
  'AWS::S3::Bucket': [
    {
      actions:
        's3: CreateBucket DeleteBucket GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPublicAccessBlock GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket PutBucketCORS PutBucketNotification PutBucketOwnershipControls PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration ' +
        TAGS,
      on: (name) => `arn:aws:s3:::${name}`,
    },
  ],
  'AWS::S3::BucketPolicy': [
    {
      actions: 's3: DeleteBucketPolicy GetBucketPolicy PutBucketPolicy',
      on: (_, tell) => `arn:aws:s3:::${tell('Bucket')}`,
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      actions:
        'dynamodb: CreateTable DeleteTable DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
      on: (name) => `arn:aws:dynamodb:${HERE}:table/${name}`,
    },
    {
      actions: 'dynamodb: DescribeContributorInsights',
      on: (name) => `arn:aws:dynamodb:${HERE}:table/${name}/index/byDay`,
    },
  ],
  'AWS::SNS::Topic': [
    {
      actions: `sns: CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic SetTopicAttributes ${TAGS}`,
      on: (name) => name,
    },
  ],
  'AWS::SNS::TopicPolicy': [
    { actions: 'sns: GetTopicAttributes SetTopicAttributes', on: (_, tell) => tell('Topics/0') },
  ],
  'AWS::SNS::Subscription': [
    { actions: 'sns: Subscribe', on: (_, tell) => tell('TopicArn') },
    {
      actions: 'sns: GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe',
      on: (_, tell) => `${tell('TopicArn')}:0f0f0f0f-0000-4000-8000-000000000000`,
    },
  ],
  'AWS::SQS::Queue': [
    {
      actions:
        'sqs: CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue',
      on: (name) => `arn:aws:sqs:${HERE}:${name}`,
    },
  ],
  'AWS::SQS::QueuePolicy': [
    {
      actions: 'sqs: GetQueueAttributes SetQueueAttributes',
      on: (_, tell) => `arn:aws:sqs:${HERE}:${tell('Queues/0')}`,
    },
  ],
  'AWS::Events::Rule': [
    {
      actions: `events: DeleteRule DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets ${TAGS}`,
      on: (name) => `arn:aws:events:${HERE}:rule/${name}`,
    },
  ],
  'AWS::Scheduler::ScheduleGroup': [
    {
      actions: `scheduler: CreateScheduleGroup DeleteScheduleGroup GetScheduleGroup ${TAGS}`,
      on: (name) => `arn:aws:scheduler:${HERE}:schedule-group/${name}`,
    },
  ],
  'AWS::Scheduler::Schedule': [
    {
      actions: 'scheduler: CreateSchedule DeleteSchedule GetSchedule UpdateSchedule',
      on: (name, tell) => `arn:aws:scheduler:${HERE}:schedule/${tell('GroupName')}/${name}`,
    },
    { actions: 'iam: PassRole', on: () => role('any'), context: passed('scheduler') },
  ],
};
