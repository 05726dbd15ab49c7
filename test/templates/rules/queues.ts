// Rules for queues and for the event rule that fills them.
import { at, drop, put, resources, same, target, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const RESOURCES = 'templates/sqs/Resources';
const FILE_QUEUE = `${RESOURCES}/FileQueue/Properties`;
const DEAD_LETTERS = `${RESOURCES}/FileDeadLetterQueue/Properties`;
const RULE = `${RESOURCES}/FileCreatedRule`;
const QUEUE_ARN_PREFIX = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:';
const FOURTEEN_DAYS_IN_SECONDS = 1_209_600;

const queues = (system: System) => resources(system, 'AWS::SQS::Queue');
const isFifo = (properties: Record<string, unknown>) => properties.FifoQueue === true;

/** Queues of this stack whose failed messages come here. */
function sourcesOf(system: System, { stack, id }: Found): Found[] {
  return queues(system).filter(
    (queue) =>
      queue.stack === stack && target(at(queue.properties, 'RedrivePolicy/deadLetterTargetArn')) === id,
  );
}

/** Events are worked on from a queue that is neither a dead-letter queue nor parked: it has a redrive policy. */
function isWorkQueue({ id }: Found): boolean {
  return !/DeadLetterQueue$|ParkedQueue$/.test(id);
}

function allowsItsSources(system: System, found: Found): boolean {
  const { redrivePermission, sourceQueueArns } = (found.properties.RedriveAllowPolicy ?? {}) as {
    redrivePermission?: string;
    sourceQueueArns?: unknown[];
  };
  const sources = sourcesOf(system, found).map(
    ({ properties }) => `${QUEUE_ARN_PREFIX}${template(properties.QueueName)}`,
  );
  if (sources.length === 0) return redrivePermission === 'denyAll';
  const allowed = (sourceQueueArns ?? []).map(template);
  return redrivePermission === 'byQueue' && same(allowed.sort(), sources.sort());
}

/** All but those that tell about the delivery. */
const rulesOnObjects = (system: System) =>
  resources(system, 'AWS::Events::Rule').filter(({ stack }) => stack !== 'monitoring');

export const QUEUE_RULES: readonly Rule[] = [
  {
    id: 'aws-18',
    title: 'every work queue dead-letters after at least 5 receives, to a queue of its type',
    check: (system) =>
      wrong(queues(system).filter(isWorkQueue), 'needs a RedrivePolicy of at least 5 receives', (found) => {
        const policy = found.properties.RedrivePolicy;
        const parameter = found.template.Parameters[String(at(policy, 'maxReceiveCount/Ref'))];
        const deadLetters =
          found.template.Resources[String(target(at(policy, 'deadLetterTargetArn')))]?.Properties;
        return (
          Number(parameter?.MinValue) >= 5 &&
          deadLetters !== undefined &&
          isFifo(deadLetters) === isFifo(found.properties)
        );
      }),
    twins: [
      { breaks: 'messages are tried for ever', mutate: drop(`${FILE_QUEUE}/RedrivePolicy`) },
      {
        breaks: 'two receives are allowed to be enough',
        mutate: put('templates/sqs/Parameters/MaxReceiveCount/MinValue', 2),
      },
      { breaks: 'the types differ', mutate: put(`${DEAD_LETTERS}/FifoQueue`, true) },
    ],
  },
  {
    id: 'aws-19',
    title: 'every dead-letter and parked queue keeps messages for 14 days and lets in its own sources only',
    check: (system) =>
      wrong(
        queues(system).filter((queue) => !isWorkQueue(queue)),
        'needs 14 days and a RedriveAllowPolicy for exactly its sources',
        (found) =>
          found.properties.MessageRetentionPeriod === FOURTEEN_DAYS_IN_SECONDS &&
          allowsItsSources(system, found),
      ),
    twins: [
      { breaks: 'messages are kept for 4 days', mutate: drop(`${DEAD_LETTERS}/MessageRetentionPeriod`) },
      {
        breaks: 'any queue may use the parked one',
        mutate: drop(`${RESOURCES}/ParkedQueue/Properties/RedriveAllowPolicy`),
      },
      {
        breaks: 'the source has another name',
        mutate: put(`${FILE_QUEUE}/QueueName`, { 'Fn::Sub': '${ProjectName}-files' }),
      },
    ],
  },
  {
    id: 'aws-23',
    title: 'every queue is encrypted by SQS itself',
    check: (system) =>
      wrong(
        queues(system),
        'needs SqsManagedSseEnabled and no key that a service cannot use',
        ({ properties }) => properties.SqsManagedSseEnabled === true && !properties.KmsMasterKeyId,
      ),
    twins: [
      { breaks: 'it is off', mutate: put(`${FILE_QUEUE}/SqsManagedSseEnabled`, false) },
      {
        breaks: 'EventBridge would need the key of AWS',
        mutate: put(`${FILE_QUEUE}/KmsMasterKeyId`, 'alias/aws/sqs'),
      },
    ],
  },
  {
    id: 'aws-32',
    title: 'every rule on objects names source, kind and bucket, and keeps what it cannot deliver',
    check: (system) =>
      wrong(rulesOnObjects(system), 'is not complete', ({ properties, resource }) => {
        const targets = (properties.Targets ?? []) as unknown[];
        const bucket = JSON.stringify(at(properties, 'EventPattern/detail/bucket/name'));
        return (
          same(at(properties, 'EventPattern/source'), ['aws.s3']) &&
          same(at(properties, 'EventPattern/detail-type'), ['Object Created']) &&
          bucket?.includes('-source-bucket-SourceBucketName') &&
          targets.every((item) => target(at(item, 'DeadLetterConfig/Arn')) && at(item, 'RetryPolicy')) &&
          // The policies name the rule, so its name is fixed; without them the first events are refused.
          properties.Name !== undefined &&
          (resource.DependsOn?.length ?? 0) > 0
        );
      }),
    twins: [
      {
        breaks: 'every bucket is heard',
        mutate: drop(`${RULE}/Properties/EventPattern/detail/bucket`),
      },
      {
        breaks: 'deletions are heard too',
        mutate: put(`${RULE}/Properties/EventPattern/detail-type/1`, 'Object Deleted'),
      },
      {
        breaks: 'undelivered events are dropped',
        mutate: drop(`${RULE}/Properties/Targets/0/DeadLetterConfig`),
      },
      { breaks: 'retries are left open', mutate: drop(`${RULE}/Properties/Targets/0/RetryPolicy`) },
      { breaks: 'it may exist before the policies', mutate: drop(`${RULE}/DependsOn`) },
    ],
  },
];
