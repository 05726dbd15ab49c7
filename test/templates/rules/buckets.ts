// Rules for buckets.
import { at, drop, list, put, resources, same, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const SOURCE = 'templates/source-bucket/Resources/SourceBucket/Properties';
const REPORTS = 'templates/reports-bucket/Resources/ReportsBucket/Properties';
const ARTIFACT = 'templates/artifact-bucket/Resources/ArtifactBucket/Properties';

/** us-isof-south-1; bucket names end with it. */
const LONGEST_REGION_IN_CHARACTERS = 15;
const ACCOUNT_IN_CHARACTERS = 12;
const LONGEST_BUCKET_NAME_IN_CHARACTERS = 63;

const buckets = (system: System) => resources(system, 'AWS::S3::Bucket');
const rulesOf = ({ properties }: Found) => list(at(properties, 'LifecycleConfiguration/Rules'));

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

function isPrivate({ properties }: Found): boolean {
  const encryption = 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault';
  return (
    BLOCKS.every((block) => at(properties, `PublicAccessBlockConfiguration/${block}`) === true) &&
    at(properties, 'OwnershipControls/Rules/0/ObjectOwnership') === 'BucketOwnerEnforced' &&
    at(properties, `${encryption}/SSEAlgorithm`) !== undefined &&
    !('AccessControl' in properties)
  );
}

/** A rule that ends current objects, either way of writing it. */
const expires = (rule: unknown) =>
  ['ExpirationInDays', 'ExpirationDate', 'Expiration'].some((key) => at(rule, key) !== undefined);

/** Without retention nothing ends; with it, all of it after as many days as the parameter says. */
function endsByRetentionOnly(found: Found): boolean {
  const [conditional, ...more] = rulesOf(found).filter(
    (rule) => JSON.stringify(rule).includes('Expiration') && !isOfStaging(rule),
  );
  const rule = at(conditional, 'Fn::If/1');
  const days = { Ref: 'RetentionInDays' };
  return (
    more.length === 0 &&
    at(conditional, 'Fn::If/0') === 'HasRetentionInDays' &&
    same(at(conditional, 'Fn::If/2'), { Ref: 'AWS::NoValue' }) &&
    same(at(rule, 'ExpirationInDays'), days) &&
    same(at(rule, 'NoncurrentVersionExpiration/NoncurrentDays'), days) &&
    at(rule, 'Prefix') === undefined
  );
}

/** What attempts stage is copied when it is accepted; nobody reads it after that. */
function isOfStaging(rule: unknown): boolean {
  return at(rule, 'Prefix') === 'staging/';
}

/** A prefix that the name of every pipeline of the project begins with can never be `lambda/`. */
function keepsFunctionZips(found: Found): boolean {
  return rulesOf(found)
    .filter((rule) => expires(rule) || at(rule, 'NoncurrentVersionExpiration') !== undefined)
    .every((rule) => template(at(rule, 'Prefix')) === '${ProjectName}-');
}

function longestName({ template: { Parameters }, properties }: Found): string {
  const longest: Record<string, number> = {
    ProjectName: Parameters.ProjectName?.MaxLength ?? Infinity,
    EnvironmentName: Parameters.EnvironmentName?.MaxLength ?? Infinity,
    'AWS::AccountId': ACCOUNT_IN_CHARACTERS,
    'AWS::Region': LONGEST_REGION_IN_CHARACTERS,
  };
  const name = template(properties.BucketName) ?? '';
  return name.replace(/\$\{([^}]+)\}/g, (_match, key: string) =>
    'x'.repeat(Math.min(longest[key] ?? Infinity, LONGEST_BUCKET_NAME_IN_CHARACTERS + 1)),
  );
}

export const BUCKET_RULES: readonly Rule[] = [
  {
    id: 'aws-28',
    title: 'every bucket is private, encrypted, owned by its account and clears unfinished uploads',
    check: (system) =>
      wrong(
        buckets(system),
        'needs the four blocks, owner enforced, encryption, no ACL and an abort rule',
        (found) =>
          isPrivate(found) &&
          rulesOf(found).some((rule) => at(rule, 'AbortIncompleteMultipartUpload/DaysAfterInitiation')),
      ),
    twins: [
      ...BLOCKS.map((block) => ({
        breaks: `${block} is off`,
        mutate: put(`${SOURCE}/PublicAccessBlockConfiguration/${block}`, false),
      })),
      { breaks: 'others own what they upload', mutate: drop(`${SOURCE}/OwnershipControls`) },
      { breaks: 'it is not encrypted', mutate: drop(`${REPORTS}/BucketEncryption`) },
      { breaks: 'unfinished uploads stay', mutate: drop(`${ARTIFACT}/LifecycleConfiguration/Rules/0`) },
      { breaks: 'it has an ACL', mutate: put(`${SOURCE}/AccessControl`, 'PublicRead') },
    ],
  },
  {
    id: 'aws-29',
    title: 'buckets are versioned, files and reports end by retention only, function zips never',
    check: (system) => [
      ...wrong(buckets(system), 'needs versioning', ({ properties }) =>
        same(properties.VersioningConfiguration, { Status: 'Enabled' }),
      ),
      ...wrong(buckets(system), 'ends objects that it should keep', (found) =>
        found.stack === 'artifact-bucket' ? keepsFunctionZips(found) : endsByRetentionOnly(found),
      ),
    ],
    twins: [
      { breaks: 'versioning is off', mutate: drop(`${SOURCE}/VersioningConfiguration`) },
      {
        breaks: 'files end without a retention',
        mutate: put(`${SOURCE}/LifecycleConfiguration/Rules/0/ExpirationInDays`, 90),
      },
      {
        breaks: 'old versions stay',
        mutate: drop(`${REPORTS}/LifecycleConfiguration/Rules/1/Fn::If/1/NoncurrentVersionExpiration`),
      },
      {
        breaks: 'everything ends with what is staged',
        mutate: drop(`${REPORTS}/LifecycleConfiguration/Rules/2/Prefix`),
      },
      {
        breaks: 'function zips end',
        mutate: drop(`${ARTIFACT}/LifecycleConfiguration/Rules/1/Prefix`),
      },
    ],
  },
  {
    id: 'aws-30',
    title: 'the source bucket tells EventBridge, and no bucket tells anybody else',
    check: (system) =>
      wrong(buckets(system), 'has the wrong notifications', ({ stack, properties }) =>
        same(
          properties.NotificationConfiguration,
          stack === 'source-bucket' ? { EventBridgeConfiguration: { EventBridgeEnabled: true } } : undefined,
        ),
      ),
    twins: [
      { breaks: 'nobody hears of files', mutate: drop(`${SOURCE}/NotificationConfiguration`) },
      {
        breaks: 'a function is told directly',
        mutate: put(`${SOURCE}/NotificationConfiguration/LambdaConfigurations`, []),
      },
      {
        breaks: 'reports raise events',
        mutate: put(`${REPORTS}/NotificationConfiguration`, {
          EventBridgeConfiguration: { EventBridgeEnabled: true },
        }),
      },
    ],
  },
  {
    id: 'aws-33',
    title: 'bucket names are computed, lower case and short enough in every Region',
    check: (system) =>
      wrong(buckets(system), 'has a name that is not computed, or that can be too long', (found) => {
        const role = found.stack.replace('-bucket', '');
        const suffix = '${AWS::AccountId}-${AWS::Region}';
        return (
          template(found.properties.BucketName) === `\${ProjectName}-\${EnvironmentName}-${role}-${suffix}` &&
          longestName(found).length <= LONGEST_BUCKET_NAME_IN_CHARACTERS &&
          !found.template.Parameters.ProjectName?.AllowedPattern?.includes('A-Z')
        );
      }),
    twins: [
      { breaks: 'it is fixed', mutate: put(`${SOURCE}/BucketName`, 'files') },
      {
        breaks: 'the project may be longer',
        mutate: put('templates/artifact-bucket/Parameters/ProjectName/MaxLength', 18),
      },
    ],
  },
];
