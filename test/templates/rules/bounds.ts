// Rules for the sizes of policies, for what bounds the roles that the pipeline makes, and for what deploys them: enough, and no more.
import { evaluate, type AccessRequest } from '../../../scripts/lib/iam/evaluate.ts';
import { actionsFor, DEPLOY_CALLS, requestsFor } from '../deploy-calls/index.ts';
import { drop, put, resources, wrong, type Found } from '../lookup.ts';
import { documentsOf, refused, statementsOfGrantor } from '../rendered.ts';
import { statementsOf } from '../../../scripts/lib/iam/policy.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const ROLES = 'templates/bootstrap/Resources';
const DEPLOY = `${ROLES}/DeployRole/Properties/Policies/0/PolicyDocument/Statement`;
const BOUNDARY = `${ROLES}/PermissionsBoundary/Properties/PolicyDocument/Statement`;

/** IAM quotas, in characters without white space: a managed policy, and all inline policies of a role together. */
const LARGEST = { 'AWS::IAM::ManagedPolicy': 6_144, 'AWS::IAM::Role': 10_240 } as const;
/** The longest that can stand for what the documents here are rendered with. */
const LONGEST: readonly [string, string][] = [
  ['arn:aws:', 'arn:aws-us-gov:'],
  ['us-east-1', 'ap-southeast-7'],
  ['file-processing-dev', `${'p'.repeat(16)}-${'e'.repeat(8)}`],
  ['file-processing-', `${'p'.repeat(16)}-`],
];

function sizeOf(system: System, found: Found): number {
  const text = documentsOf(system, found)
    .map((document) => JSON.stringify(document))
    .join('');
  return LONGEST.reduce((longer, [from, to]) => longer.replaceAll(from, to), text).length;
}

const isOfDelivery = ({ stack }: Found) => stack === 'bootstrap' || stack === 'pipeline';

/** AWSCodeDeployRoleForLambdaLimited, as far as a deployment without hooks, triggers and revisions in buckets needs it. */
const CODEDEPLOY_ACTIONS = [
  'cloudwatch:DescribeAlarms',
  'lambda:GetAlias',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:UpdateAlias',
];

/** What the roles of the stacks are granted: every action on every resource. */
function grantsOfStacks(system: System): (AccessRequest & { where: string })[] {
  const own = resources(system, 'AWS::IAM::Role')
    .filter((found) => !isOfDelivery(found))
    .flatMap((found) =>
      documentsOf(system, found)
        .flatMap(statementsOf)
        .flatMap(({ actions, resources: named }) =>
          actions.flatMap((action) =>
            named.map((resource) => ({ where: found.where, action, resource, context: {} })),
          ),
        ),
    );
  const ofCodeDeploy = CODEDEPLOY_ACTIONS.map((action) => ({
    where: 'lambda/DeploymentRole',
    action,
    resource: action.startsWith('lambda:')
      ? 'arn:aws:lambda:us-east-1:123456789012:function:file-processing-dev-process-file:live'
      : 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:*',
    context: {},
  }));
  return [...own, ...ofCodeDeploy];
}

/** The keys that AWS manages grant these by their own policies; a boundary that lacked them could take them away. */
const GRANTED_BY_KEYS = ['kms:Decrypt', 'kms:GenerateDataKey'];

function outOfBounds(system: System): string[] {
  const bounds = statementsOfGrantor(system, 'PermissionsBoundary');
  return grantsOfStacks(system)
    .filter((request) => !evaluate(bounds, request).isAllowed)
    .map(({ where, action, resource }) => `${where}: ${action} on ${resource} is out of bounds`);
}

function idleBounds(system: System): string[] {
  const used = new Set([...grantsOfStacks(system).map(({ action }) => action), ...GRANTED_BY_KEYS]);
  return statementsOfGrantor(system, 'PermissionsBoundary')
    .flatMap(({ actions }) => actions)
    .filter((action) => !used.has(action))
    .map((action) => `the boundary has ${action}, which no role is granted`);
}

/** Types that the templates do not have yet; the stacks that bring them are on the way. */
const AHEAD = ['AWS::CloudWatch::Dashboard', 'AWS::Lambda::Permission'];

/** Stacks by the role that deploys them; people deploy bootstrap. */
const DEPLOYER = (stack: string) => (stack === 'pipeline' ? 'PipelineDeployRole' : 'DeployRole');

function undeployable(system: System): string[] {
  return resources(system)
    .filter(({ stack }) => stack !== 'bootstrap')
    .flatMap((found) => {
      const { stack, where, resource } = found;
      if (!DEPLOY_CALLS[resource.Type]) return [`${where}: what does a ${resource.Type} call?`];
      return refused(system, DEPLOYER(stack), requestsFor(system, found)).map(
        (request) => `${where}: ${DEPLOYER(stack)} may not ${request.action} on ${request.resource}`,
      );
    });
}

function idleGrants(system: System, role: string): string[] {
  const types = resources(system)
    .filter(({ stack }) => stack !== 'bootstrap' && DEPLOYER(stack) === role)
    .map(({ resource }) => resource.Type);
  const used = actionsFor([...types, ...(role === 'DeployRole' ? AHEAD : [])]);
  return statementsOfGrantor(system, role)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions }) => actions)
    .filter((action) => !used.has(action))
    .map((action) => `${role} may ${action}, which nothing in its stacks needs`);
}

export const BOUND_RULES: readonly Rule[] = [
  {
    id: 'iam-size-1',
    title: 'no policy is larger than IAM takes it, with the longest names',
    check: (system) =>
      wrong(
        resources(system, ...Object.keys(LARGEST)),
        'is too large',
        (found) => sizeOf(system, found) <= LARGEST[found.resource.Type as keyof typeof LARGEST],
      ),
    twins: [
      {
        breaks: 'a role has one large statement more',
        mutate: put(`${DEPLOY}/0/Resource`, ['x'.repeat(5_000)]),
      },
      {
        breaks: 'the boundary has',
        mutate: put(`${BOUNDARY}/0/Resource`, ['x'.repeat(5_000)]),
      },
    ],
  },
  {
    id: 'boundary-1',
    title: 'the boundary covers what the roles of the stacks are granted, and no action more',
    check: (system) => [...outOfBounds(system), ...idleBounds(system)],
    twins: [
      {
        breaks: 'a function may send mail',
        mutate: put(
          'templates/lambda/Resources/ProcessFileRole/Properties/Policies/0/PolicyDocument/Statement/5/Action',
          'ses:SendEmail',
        ),
      },
      { breaks: 'reports are out of bounds', mutate: drop(`${BOUNDARY}/1`) },
      { breaks: 'CodeDeploy cannot shift', mutate: drop(`${BOUNDARY}/6/Action/3`) },
      { breaks: 'rows may be deleted', mutate: put(`${BOUNDARY}/2/Action/4`, 'dynamodb:DeleteItem') },
    ],
  },
  {
    id: 'deploy-role-1',
    title: 'the deploy roles may do everything that CloudFormation calls for every resource',
    check: undeployable,
    twins: [
      { breaks: 'queues cannot be tagged', mutate: drop(`${DEPLOY}/4/Action/6`) },
      {
        breaks: 'the code cannot be fetched',
        mutate: put(`${DEPLOY}/1/Resource/Fn::Sub`, 'arn:${AWS::Partition}:s3:::other/lambda/*'),
      },
      {
        breaks: 'a group has another name',
        mutate: put('templates/lambda/Resources/ProcessFileLogGroup/Properties/LogGroupName', '/other'),
      },
      {
        breaks: 'a type is new',
        mutate: put('templates/sns/Resources/AlertsTopic/Type', 'AWS::SES::EmailIdentity'),
      },
      {
        breaks: 'the pipeline cannot have its role',
        mutate: put('templates/bootstrap/Resources/PipelineRole/Properties/RoleName', 'other'),
      },
    ],
  },
  {
    id: 'deploy-role-2',
    title: 'and nothing that none of them needs',
    check: (system) => ['DeployRole', 'PipelineDeployRole'].flatMap((role) => idleGrants(system, role)),
    twins: [
      { breaks: 'objects may be deleted', mutate: put(`${DEPLOY}/1/Action/2`, 's3:DeleteObject') },
      {
        breaks: 'the pipeline may deploy functions',
        mutate: put(
          `${ROLES}/PipelineDeployRole/Properties/Policies/0/PolicyDocument/Statement/2/Action/4`,
          'lambda:UpdateFunctionCode',
        ),
      },
    ],
  },
];
