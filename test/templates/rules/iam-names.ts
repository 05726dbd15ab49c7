// Rules for the names in policies: what AWS does not know, it takes without a word, and it never applies.
import { canName } from '../../../scripts/lib/iam/glob.ts';
import { textOf } from '../arns.ts';
import { actionsOf, knowsConditionKey, type DocumentedAction } from '../iam-data.ts';
import { at, list, parts, put } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

interface Statement {
  /** For messages: `lambda/ProcessFileRole RecordFiles`. */
  where: string;
  stack: string;
  node: unknown;
  names: string[];
}

/** Every statement of every policy: of roles, of their trust, of buckets, queues and topics. */
function statementsOf({ templates }: System): Statement[] {
  return Object.entries(templates).flatMap(([stack, template]) =>
    [...parts(template.Resources)]
      .filter(({ node }) => at(node, 'Effect') !== undefined)
      .map(({ path, node }) => ({
        where: `${stack}/${path.split('/')[0]} ${String(at(node, 'Sid') ?? path)}`,
        stack,
        node,
        names: [...list(at(node, 'Action')), ...list(at(node, 'NotAction'))].map(String),
      })),
  );
}

const actionsIn = ({ names }: Statement): DocumentedAction[] => names.flatMap(actionsOf);

function unknownActions({ where, names }: Statement): string[] {
  return names
    .filter((name) => name !== '*' && actionsOf(name).length === 0)
    .map((name) => `${where}: AWS has no action ${name}`);
}

/** A condition on a key that the request does not have never holds. */
function unknownKeys(statement: Statement): string[] {
  const keys = list(at(statement.node, 'Condition')).flatMap((condition) =>
    Object.values(condition as object).flatMap((operands) => Object.keys(operands as object)),
  );
  return keys.flatMap((key) =>
    statement.names
      .filter((name) => !actionsOf(name).some((action) => knowsConditionKey(action, key)))
      .map((name) => `${statement.where}: requests of ${name} have no key ${key}`),
  );
}

const fits = (resource: string) => (action: DocumentedAction) =>
  action.arns.length === 0 ? resource === '*' : action.arns.some((format) => canName(resource, format));

/** Every action needs a resource that it can be about, and every resource an action. Statements of trust name none. */
function unfit(system: System, statement: Statement): string[] {
  const { where, stack, node, names } = statement;
  const resources = list(at(node, 'Resource')).map((resource) => textOf({ system, stack }, resource));
  const known = resources.filter((resource) => resource !== undefined);
  if (known.length < resources.length)
    return [`${where}: what it names cannot be told; teach test/templates/arns.ts`];
  if (known.length === 0 || at(node, 'NotAction') !== undefined) return [];
  const idle = names.filter((name) => !known.some((resource) => actionsOf(name).some(fits(resource))));
  const bare = known.filter((resource) => !actionsIn(statement).some(fits(resource)));
  return [
    ...idle.map((name) => `${where}: ${name} is never about ${known.join(' or ')}`),
    ...bare.map((resource) => `${where}: nothing that is allowed is ever about ${resource}`),
  ];
}

const ROLE = 'templates/lambda/Resources/ProcessFileRole/Properties/Policies/0/PolicyDocument/Statement';
const ALLOW_RULE = 'templates/sqs/Resources/FileQueuePolicy/Properties/PolicyDocument/Statement/0';
const TRUST = 'templates/lambda/Resources/ProcessFileRole/Properties/AssumeRolePolicyDocument/Statement/0';
const DENY_OVERWRITING =
  'templates/artifact-bucket/Resources/ArtifactBucketPolicy/Properties/PolicyDocument/Statement/1';

export const IAM_NAME_RULES: readonly Rule[] = [
  {
    id: 'iam-1',
    title: 'every action of every policy exists',
    check: (system) => statementsOf(system).flatMap(unknownActions),
    twins: [
      { breaks: 'a role has an action of its API', mutate: put(`${ROLE}/0/Action`, 's3:HeadObject') },
      { breaks: 'a name is misspelt', mutate: put(`${ROLE}/4/Action/0`, 'dynamodb:GetItems') },
      { breaks: 'a queue takes what nobody sends', mutate: put(`${ALLOW_RULE}/Action`, 'sqs:PutMessage') },
      { breaks: 'there is no such service', mutate: put(`${ALLOW_RULE}/Action`, 'queues:SendMessage') },
      { breaks: 'nobody can take a role', mutate: put(`${TRUST}/Action`, 'sts:TakeRole') },
    ],
  },
  {
    id: 'iam-2',
    title: 'every condition is on a key that requests of the action have',
    check: (system) => statementsOf(system).flatMap(unknownKeys),
    twins: [
      {
        breaks: 'a key is that of another service',
        mutate: put(`${ROLE}/4/Condition`, { StringLike: { 's3:prefix': 'processed/' } }),
      },
      {
        breaks: 'a key is misspelt',
        mutate: put(`${ALLOW_RULE}/Condition`, { ArnEquals: { 'aws:SourceARNs': 'x' } }),
      },
      {
        breaks: 'an action has no such key',
        mutate: put(`${DENY_OVERWRITING}/Action`, 's3:GetObject'),
      },
    ],
  },
  {
    id: 'iam-3',
    title: 'every action is allowed on resources that it can be about, and every resource has one',
    check: (system) => statementsOf(system).flatMap((statement) => unfit(system, statement)),
    twins: [
      {
        breaks: 'objects are listed',
        mutate: put(`${ROLE}/1/Resource/Fn::Sub/0`, 'arn:${AWS::Partition}:s3:::${Bucket}/*'),
      },
      {
        breaks: 'a bucket is read',
        mutate: put(`${ROLE}/0/Resource/Fn::Sub/0`, 'arn:${AWS::Partition}:s3:::${Bucket}'),
      },
      {
        breaks: 'rows are read from a topic',
        mutate: put(
          `${ROLE}/4/Resource/Fn::ImportValue/Fn::Sub`,
          '${ProjectName}-${EnvironmentName}-sns-ResultsTopicArn',
        ),
      },
      {
        breaks: 'a call that knows no resource is bound to one',
        mutate: put(`${ROLE}/8/Fn::If/1/Resource`, 'arn:aws:xray:us-east-1:123456789012:group/mine'),
      },
      {
        breaks: 'nobody exports what it names',
        mutate: put(
          `${ROLE}/4/Resource/Fn::ImportValue/Fn::Sub`,
          '${ProjectName}-${EnvironmentName}-dynamodb-RowsTableArn',
        ),
      },
      {
        breaks: 'one of two resources fits nothing',
        mutate: put(`${DENY_OVERWRITING}/Resource`, [
          { 'Fn::Sub': '${ArtifactBucket.Arn}/lambda/*' },
          { 'Fn::GetAtt': ['ArtifactBucket', 'Arn'] },
        ]),
      },
    ],
  },
];
