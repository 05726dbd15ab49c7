// Rules for the roles with which the delivery builds and deploys: what they may hand over, and what they may never do.
import { actionsOf, knowsConditionKey } from '../iam-data.ts';
import { grantors, grantsOf, type Statement } from '../grants.ts';
import { at, drop, list, put, wrong, type Found } from '../lookup.ts';
import { refused, rendered, statementsOfGrantor } from '../rendered.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const statementsAt = (role: string, policy = 0) =>
  `templates/bootstrap/Resources/${role}/Properties/Policies/${policy}/PolicyDocument/Statement`;
const DEPLOY_ROLES = statementsAt('DeployRole', 1);

const ACCOUNT = 'arn:aws:iam::123456789012';
const OWN_ROLE = `${ACCOUNT}:role/file-processing-dev/some-role`;
const DELIVERY_ROLE = `${ACCOUNT}:role/file-processing-dev-delivery/some-role`;
const BOUNDARY = `${ACCOUNT}:policy/file-processing-dev-delivery/some-policy`;

const allows = ({ Effect }: Statement) => Effect === 'Allow';
const actionsIn = ({ Action }: Statement) => list(Action).map(String);

/** Roles by name or path, to services by name. */
function handsOverNarrowly(system: System, { stack }: Found, statement: Statement): boolean {
  const arns = list(rendered({ system, stack }, statement.Resource)).map(String);
  const services = list(at(statement.Condition, 'StringEquals/iam:PassedToService')).map(String);
  return (
    arns.every((arn) => /^arn:aws:iam::[0-9]{12}:role\/[^*]/.test(arn)) &&
    services.length > 0 &&
    services.every((service) => /^[a-z]+\.amazonaws\.com$/.test(service))
  );
}

const passes = (statement: Statement) => allows(statement) && actionsIn(statement).includes('iam:PassRole');

/** Changes of roles whose requests tell the boundary of the role. */
const changesRoles = (action: string) =>
  action.startsWith('iam:') &&
  !/^iam:(Get|List|PassRole)/.test(action) &&
  actionsOf(action).some((documented) => knowsConditionKey(documented, 'iam:PermissionsBoundary'));

const isBounded = (statement: Statement) =>
  at(statement.Condition, 'StringEquals/iam:PermissionsBoundary/Ref') === 'PermissionsBoundary';

const deployRole = (system: System) => grantors(system).filter(({ id }) => id === 'DeployRole');

/** What the deploy role must never be able to do, whatever a template asks for. */
function forbiddenToDeploy(): [action: string, resource: string, context?: Record<string, string>][] {
  return [
    ['iam:CreateRole', OWN_ROLE],
    ['iam:CreateRole', OWN_ROLE, { 'iam:permissionsboundary': `${ACCOUNT}:policy/other` }],
    ['iam:PutRolePolicy', OWN_ROLE],
    ['iam:DeleteRolePermissionsBoundary', OWN_ROLE],
    ['iam:PutRolePolicy', DELIVERY_ROLE],
    ['iam:UpdateAssumeRolePolicy', DELIVERY_ROLE],
    ['iam:PassRole', DELIVERY_ROLE, { 'iam:passedtoservice': 'lambda.amazonaws.com' }],
    ['iam:PassRole', OWN_ROLE, { 'iam:passedtoservice': 'ec2.amazonaws.com' }],
    ['iam:CreatePolicyVersion', BOUNDARY],
    ['iam:SetDefaultPolicyVersion', BOUNDARY],
    ['iam:CreateUser', `${ACCOUNT}:user/somebody`],
  ];
}

const DENIED_EXPLICITLY = [
  ['iam:DeleteRolePermissionsBoundary', OWN_ROLE],
  ['iam:PutRolePolicy', DELIVERY_ROLE],
  ['iam:CreatePolicyVersion', BOUNDARY],
] as const;

function wrongDeployRole(system: System): string[] {
  const wanted = forbiddenToDeploy().map(([action, resource, context = {}]) => ({
    action,
    resource,
    context,
  }));
  const stopped = refused(system, 'DeployRole', wanted);
  const denials = statementsOfGrantor(system, 'DeployRole').filter(({ effect }) => effect === 'Deny');
  return [
    ...wanted
      .filter((request) => !stopped.includes(request))
      .map(({ action, resource }) => `the deploy role may ${action} on ${resource}`),
    ...DENIED_EXPLICITLY.filter(
      ([action, resource]) =>
        !denials.some(
          ({ actions, resources: named }) =>
            actions.some((name) => name === action || name === 'iam:*') &&
            named.some((name) => name === '*' || resource.startsWith(name.replace(/\*$/, ''))),
        ),
    ).map(([action]) => `nothing denies ${action} to the deploy role`),
  ];
}

/** Reads that the gate needs; everything else of these services is for other roles. */
const MAY_READ = /^cloudformation:(Describe|Get|List)/;
const NOT_FOR_BUILDS = /^(iam|lambda|sts|cloudformation):/;

const isFitForBuilds = (statement: Statement) =>
  actionsIn(statement).every((action) => MAY_READ.test(action) || !NOT_FOR_BUILDS.test(action));

function useOfConnection(system: System): string[] {
  const connections = statementsOfGrantor(system, 'PipelineRole').filter(({ actions }) =>
    ['codeconnections', 'codestar-connections'].every((service) =>
      actions.includes(`${service}:UseConnection`),
    ),
  );
  const isThere = connections.some(
    ({ effect, resources: named }) =>
      effect === 'Allow' &&
      ['codeconnections', 'codestar-connections'].every((service) =>
        named.some(
          (arn) =>
            arn.startsWith(`arn:aws:${service}:`) && arn.includes(':connection/') && !arn.endsWith('*'),
        ),
      ),
  );
  return isThere ? [] : ['the pipeline role cannot use the connection under both names'];
}

export const DELIVERY_ROLE_RULES: readonly Rule[] = [
  {
    id: 'aws-41',
    title: 'roles are handed over by name, to services by name',
    check: (system) =>
      wrong(grantors(system), 'hands over too much', (found) =>
        grantsOf(found)
          .filter(passes)
          .every((statement) => handsOverNarrowly(system, found, statement)),
      ),
    twins: [
      { breaks: 'to any service', mutate: drop(`${DEPLOY_ROLES}/3/Condition`) },
      {
        breaks: 'any role',
        mutate: put(`${DEPLOY_ROLES}/3/Resource`, { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/*' }),
      },
      {
        breaks: 'to services by pattern',
        mutate: put(`${DEPLOY_ROLES}/3/Condition/StringEquals/iam:PassedToService`, '*.amazonaws.com'),
      },
    ],
  },
  {
    id: 'aws-42',
    title: 'the deploy role makes bounded roles only, and can touch neither boundary nor delivery',
    check: (system) => [
      ...wrong(deployRole(system), 'changes roles without looking at their boundary', (found) =>
        grantsOf(found)
          .filter(allows)
          .every((statement) => !actionsIn(statement).some(changesRoles) || isBounded(statement)),
      ),
      ...wrongDeployRole(system),
    ],
    twins: [
      { breaks: 'roles may be unbounded', mutate: drop(`${DEPLOY_ROLES}/0/Condition`) },
      {
        breaks: 'policies may be attached to unbounded roles',
        mutate: drop(`${DEPLOY_ROLES}/1/Condition/StringEquals`),
      },
      { breaks: 'a boundary may be taken away', mutate: drop(`${DEPLOY_ROLES}/4`) },
      { breaks: 'nothing protects the delivery', mutate: drop(`${DEPLOY_ROLES}/5`) },
      { breaks: 'the boundary itself is open', mutate: drop(`${DEPLOY_ROLES}/5/Resource/0`) },
    ],
  },
  {
    id: 'aws-43',
    title: 'the build role can change nothing that runs',
    check: (system) =>
      wrong(
        grantors(system).filter(({ id }) => id === 'BuildRole'),
        'may act on roles, functions or stacks',
        (found) => grantsOf(found).filter(allows).every(isFitForBuilds),
      ),
    twins: [
      'lambda:UpdateFunctionCode',
      'iam:PassRole',
      'sts:AssumeRole',
      'cloudformation:ExecuteChangeSet',
    ].map((action) => ({
      breaks: `it may ${action}`,
      mutate: put(`${statementsAt('BuildRole')}/2/Action/2`, action),
    })),
  },
  {
    id: 'aws-44',
    title: 'the pipeline role may use the connection under both names of the service',
    check: useOfConnection,
    twins: [
      { breaks: 'under one only', mutate: drop(`${statementsAt('PipelineRole')}/2/Action/1`) },
      { breaks: 'any connection', mutate: put(`${statementsAt('PipelineRole')}/2/Resource`, '*') },
    ],
  },
];
