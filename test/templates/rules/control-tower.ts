// The rules of AWS Control Tower: all hold, but for one list of those that do not apply, with the reason of each.
import { findingsOf, type Finding } from '../control-tower.ts';
import { at, drop, parts, put, resources } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

interface Exception {
  rule: string;
  /** Logical ids; the rule holds for all others. */
  only: RegExp;
  /** A property without which the rule holds for them, too. */
  provided?: string;
  reason: string;
}

/** An entry that nothing breaks any more is a failure too, so that the list stays true. */
const DO_NOT_APPLY: readonly Exception[] = [
  {
    rule: 's3_bucket_default_encryption_kms_check',
    only: /Bucket$/,
    provided: 'BucketEncryption',
    reason:
      'Objects are encrypted with keys of S3. A key of our own would cost a request to KMS for each object, and every reader would need it.',
  },
  {
    rule: 's3_bucket_logging_enabled_check',
    only: /Bucket$/,
    reason:
      'Access logs need one more bucket that nobody reads; the table tells what became of each file, and accounts that must log use data events of CloudTrail.',
  },
  {
    rule: 's3_bucket_object_lock_enabled_check',
    only: /Bucket$/,
    reason:
      'Owners delete their files, and RetentionInDays lets them expire; locked objects could do neither.',
  },
  {
    rule: 's3_event_notifications_enabled_check',
    only: /^(Artifact|Reports)Bucket$/,
    reason: 'Nothing listens to these buckets; an event of a report could only raise work in a circle.',
  },
  {
    rule: 'sqs_dlq_check',
    only: /^(ParkedQueue|\w+DeadLetterQueue)$/,
    reason:
      'These are where messages end. The rule knows a dead-letter queue by a RedriveAllowPolicy that lets queues in; these let none in, because functions, the scheduler and EventBridge write to them.',
  },
  {
    rule: 'cloudwatch_log_group_retention_period_check',
    only: /LogGroup$/,
    reason:
      'A year is a parameter away. What must be kept is in the rows and reports; logs are for finding faults.',
  },
  {
    rule: 'cloudwatch_log_group_encrypted_check',
    only: /LogGroup$/,
    reason:
      'CloudWatch encrypts all logs with keys of its own, and lines hold ids and counts, never content.',
  },
  {
    rule: 'lambda_inside_vpc_check',
    only: /Function$/,
    reason:
      'The functions call only AWS, signed and over TLS; in a VPC they would need five endpoints and start later.',
  },
];

const isExcepted = ({ rule, id, properties }: Finding) =>
  DO_NOT_APPLY.some(
    ({ rule: excepted, only, provided }) =>
      excepted === rule && only.test(id) && (provided === undefined || provided in properties),
  );

/** Where a template asks a checker to look away: cfn-guard, Control Tower, cfn-nag, checkov, cdk-nag. */
function suppressions(system: System): string[] {
  return resources(system).flatMap(({ where, resource }) =>
    [...parts(at(resource, 'Metadata'))]
      .filter(({ path }) => /(^|\/)(guard|SuppressedRules|cfn_nag|checkov|cdk_nag)$/.test(path))
      .map(({ path }) => `${where} suppresses rules by Metadata/${path}`),
  );
}

const ARTIFACTS = 'templates/artifact-bucket/Resources';

export const CONTROL_TOWER_RULES: readonly Rule[] = [
  {
    id: 'control-tower-1',
    title: 'every rule of the pack holds, or is on the list of those that do not apply',
    check: (system) =>
      findingsOf(system)
        .filter((finding) => !isExcepted(finding))
        .map(({ rule, stack, id, description }) => `${stack}/${id} breaks ${rule} ${description}`),
    twins: [
      {
        breaks: 'a bucket is not encrypted',
        mutate: drop(`${ARTIFACTS}/ArtifactBucket/Properties/BucketEncryption`),
      },
      {
        breaks: 'a bucket may be public',
        mutate: put(
          `${ARTIFACTS}/ArtifactBucket/Properties/PublicAccessBlockConfiguration/BlockPublicPolicy`,
          false,
        ),
      },
      {
        breaks: 'a bucket takes requests without TLS',
        mutate: drop(`${ARTIFACTS}/ArtifactBucketPolicy/Properties/PolicyDocument/Statement/0`),
      },
      {
        breaks: 'the file queue has no dead-letter queue',
        mutate: drop('templates/sqs/Resources/FileQueue/Properties/RedrivePolicy'),
      },
      {
        breaks: 'the source bucket tells nobody of its files',
        mutate: drop('templates/source-bucket/Resources/SourceBucket/Properties/NotificationConfiguration'),
      },
      {
        breaks: 'the table cannot be restored',
        mutate: drop('templates/dynamodb/Resources/FilesTable/Properties/PointInTimeRecoverySpecification'),
      },
    ],
  },
  {
    id: 'control-tower-2',
    title: 'every entry of the list is needed',
    check: (system) => {
      const findings = findingsOf(system);
      return DO_NOT_APPLY.filter(
        ({ rule, only }) => !findings.some((finding) => finding.rule === rule && only.test(finding.id)),
      ).map(({ rule }) => `${rule} holds everywhere; take it off the list`);
    },
    twins: [
      {
        breaks: 'a rule of the list holds after all',
        mutate: (system) => {
          for (const { id, properties } of resources(system, 'AWS::S3::Bucket'))
            if (id !== 'SourceBucket')
              properties.NotificationConfiguration = {
                EventBridgeConfiguration: { EventBridgeEnabled: true },
              };
        },
      },
    ],
  },
  {
    id: 'control-tower-3',
    title: 'no template suppresses a rule',
    check: suppressions,
    twins: [
      {
        breaks: 'one does',
        mutate: put(`${ARTIFACTS}/ArtifactBucket/Metadata`, {
          guard: { SuppressedRules: ['S3_BUCKET_DEFAULT_ENCRYPTION_KMS_CHECK'] },
        }),
      },
    ],
  },
];
