// Rules for the policies of buckets, queues and topics, and for who may publish.
import { at, drop, list, put, resources, same, target, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const SQS = 'templates/sqs/Resources';
const SNS = 'templates/sns/Resources';
const SOURCE = 'templates/source-bucket/Resources';
const MAILS = `${SNS}/ResultsEmailSubscription/Properties`;
const onlyIf = (condition: string, values: string[]) => ({
  'Fn::If': [condition, values, { Ref: 'AWS::NoValue' }],
});
/** People choose; whatever they choose, nothing comes that is for machines only. */
const MAIL_FILTER = {
  audience: ['all'],
  status: onlyIf('IsResultsEmailForFailures', ['REJECTED', 'FAILED', 'DELETED']),
  type: onlyIf('IsResultsEmailForReports', ['daily-report']),
};
const ALLOW_ALARMS = `${SNS}/AlertsTopicPolicy/Properties/PolicyDocument/Statement/0`;
const ALLOW_RULE = `${SQS}/FileQueuePolicy/Properties/PolicyDocument/Statement/0`;

/** The policy type of each type of resource, and the property that names what it protects. */
const POLICIES: Record<string, { type: string; names: string }> = {
  'AWS::S3::Bucket': { type: 'AWS::S3::BucketPolicy', names: 'Bucket' },
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', names: 'Queues' },
  'AWS::SNS::Topic': { type: 'AWS::SNS::TopicPolicy', names: 'Topics' },
};

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

const statementsOf = ({ properties }: Found) =>
  list(at(properties, 'PolicyDocument/Statement')) as Statement[];

function policiesOf(system: System, { stack, id, resource }: Found): Found[] {
  const { type, names } = POLICIES[resource.Type] ?? { type: '', names: '' };
  return resources(system, type).filter(
    (policy) => policy.stack === stack && list(policy.properties[names]).some((name) => target(name) === id),
  );
}

function deniesPlainTransport({ Effect, Principal, Action, Condition }: Statement): boolean {
  return (
    Effect === 'Deny' &&
    Principal === '*' &&
    ['s3:*', 'sqs:*', 'sns:Publish'].includes(String(Action)) &&
    same(Condition, { Bool: { 'aws:SecureTransport': 'false' } })
  );
}

/** The bucket and its objects, the queue, the topic. */
function coversAll({ Resource }: Statement, { id, resource }: Found): boolean {
  if (Resource === '*') return true;
  const named = list(Resource);
  const isWhole = named.some((item) => target(item) === id);
  const hasObjects = named.some((item) => template(item) === `\${${id}.Arn}/*`);
  return isWhole && (hasObjects || resource.Type !== 'AWS::S3::Bucket');
}

const isProtected = (system: System) => (found: Found) => {
  // A second policy for the same queue or topic would replace the first.
  const [policy, ...more] = policiesOf(system, found);
  if (!policy || more.length > 0) return false;
  return statementsOf(policy).some((item) => deniesPlainTransport(item) && coversAll(item, found));
};

function isBoundToSource({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect !== 'Allow' || at(Principal, 'Service') === undefined) return true;
  const keys = list(Condition).flatMap((condition) =>
    Object.values(condition as object).flatMap(Object.keys),
  );
  return keys.includes('aws:SourceArn') && keys.includes('aws:SourceAccount');
}

/** Topics that a service of AWS may publish to. */
function hasServicePublisher(system: System, found: Found): boolean {
  return policiesOf(system, found)
    .flatMap(statementsOf)
    .some(({ Effect, Principal }) => Effect === 'Allow' && at(Principal, 'Service') !== undefined);
}

const policies = (system: System) => resources(system, ...Object.values(POLICIES).map(({ type }) => type));

export const RESOURCE_POLICY_RULES: readonly Rule[] = [
  {
    id: 'aws-24',
    title: 'every statement for a service names the ARN and the account that it acts for',
    check: (system) =>
      wrong(policies(system), 'lets a service in without SourceArn and SourceAccount', (policy) =>
        statementsOf(policy).every(isBoundToSource),
      ),
    twins: [
      { breaks: 'any rule may send', mutate: drop(`${ALLOW_RULE}/Condition/ArnEquals`) },
      { breaks: 'any account may publish', mutate: drop(`${ALLOW_ALARMS}/Condition/StringEquals`) },
    ],
  },
  {
    id: 'aws-25',
    title: 'every bucket, queue and topic has one policy, which refuses transport without TLS',
    check: (system) =>
      wrong(
        resources(system, ...Object.keys(POLICIES)),
        'needs one policy that denies aws:SecureTransport false',
        isProtected(system),
      ),
    twins: [
      { breaks: 'a queue has no policy', mutate: drop(`${SQS}/WaitingQueuesPolicy`) },
      {
        breaks: 'a topic allows it',
        mutate: drop(`${SNS}/ResultsTopicPolicy/Properties/PolicyDocument/Statement/0`),
      },
      {
        breaks: 'it covers the bucket without its objects',
        mutate: drop(`${SOURCE}/SourceBucketPolicy/Properties/PolicyDocument/Statement/0/Resource/1`),
      },
      {
        breaks: 'a second policy replaces the first',
        mutate: put(`${SQS}/WaitingQueuesPolicy/Properties/Queues/2`, { Ref: 'FileQueue' }),
      },
    ],
  },
  {
    id: 'aws-27',
    title: 'no topic to which a service publishes has the key that AWS manages',
    check: (system) =>
      wrong(
        resources(system, 'AWS::SNS::Topic').filter((topic) => hasServicePublisher(system, topic)),
        'cannot be published to by a service',
        ({ properties }) => properties.KmsMasterKeyId === undefined,
      ),
    twins: [
      {
        breaks: 'alarms would need the key of AWS',
        mutate: put(`${SNS}/AlertsTopic/Properties/KmsMasterKeyId`, 'alias/aws/sns'),
      },
    ],
  },
  {
    id: 'aws-59',
    title: 'subscriptions are resources of their own, behind an address that is not empty',
    check: (system) => [
      ...wrong(resources(system, 'AWS::SNS::Subscription'), 'needs its Has condition', (found) => {
        const parameter = String(at(found.properties.Endpoint, 'Ref'));
        return found.properties.Protocol !== 'email' || found.resource.Condition === `Has${parameter}`;
      }),
      ...wrong(
        resources(system, 'AWS::SNS::Topic'),
        'has an inline subscription',
        ({ properties }) => !('Subscription' in properties),
      ),
    ],
    twins: [
      { breaks: 'an empty address is subscribed', mutate: drop(`${SNS}/AlertsEmailSubscription/Condition`) },
      { breaks: 'one is inline', mutate: put(`${SNS}/AlertsTopic/Properties/Subscription`, []) },
    ],
  },
  {
    id: 'results-1',
    title:
      'mails about results go out only for messages whose audience is all, and of these for what ResultsEmailFilter says',
    check: (system) =>
      wrong(
        resources(system, 'AWS::SNS::Subscription').filter(
          ({ properties }) =>
            properties.Protocol === 'email' && target(properties.TopicArn) === 'ResultsTopic',
        ),
        'needs the filter on audience, status and type',
        ({ properties }) =>
          same(properties.FilterPolicy, MAIL_FILTER) && properties.FilterPolicyScope === 'MessageAttributes',
      ),
    twins: [
      {
        breaks: 'people are flooded',
        mutate: drop(`${MAILS}/FilterPolicy`),
      },
      { breaks: 'machines are heard', mutate: put(`${MAILS}/FilterPolicy/audience/1`, 'machines') },
      {
        breaks: 'failures are told without the deleted files',
        mutate: drop(`${MAILS}/FilterPolicy/status/Fn::If/1/2`),
      },
      { breaks: 'reports are not filtered', mutate: drop(`${MAILS}/FilterPolicy/type`) },
      { breaks: 'the body is filtered', mutate: put(`${MAILS}/FilterPolicyScope`, 'MessageBody') },
    ],
  },
];
