// Rules for who may take a role, what bounds it and where it lies.
import { roles, trustOf, type Statement } from '../grants.ts';
import { at, copy, drop, list, put, same, template, wrong } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const ROLE = 'templates/lambda/Resources/ProcessFileRole/Properties';
const BOOTSTRAP = 'templates/bootstrap/Resources';

/** Made by people, and what bounds them is people: their own path keeps them apart from what the pipeline makes. */
const OF_BOOTSTRAP = ['PipelineRole', 'BuildRole', 'ReleaseRole', 'DeployRole', 'PipelineDeployRole'];
const BOOTSTRAP_PATH = '/${ProjectName}-${EnvironmentName}-delivery/';

/** AWS documents no condition for these two. */
const TRUSTED_WITHOUT_CONDITION = ['lambda.amazonaws.com', 'codedeploy.amazonaws.com'];

/** Here it documents none either, but sends both keys in most calls: the condition holds where they are missing. */
const TRUSTED_IF_EXISTS = ['codepipeline.amazonaws.com'];

/** Keys with the operators that hold them: `aws:SourceArn ArnLike`. */
function boundsOf(condition: unknown): string[] {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys as object).map((key) => `${key} ${operator}`),
  );
}

function isTrustedRightly({ Principal, Condition }: Statement): boolean {
  const services = list(Principal?.Service).map(String);
  const [service = ''] = services;
  if (services.length !== 1) return false;
  if (TRUSTED_WITHOUT_CONDITION.includes(service)) return true;
  const end = TRUSTED_IF_EXISTS.includes(service) ? 'IfExists' : '';
  const bounds = boundsOf(Condition);
  return (
    bounds.includes(`aws:SourceAccount StringEquals${end}`) &&
    ['StringEquals', 'ArnEquals', 'ArnLike'].some((operator) =>
      bounds.includes(`aws:SourceArn ${operator}${end}`),
    )
  );
}

const TRUST = 'Properties/AssumeRolePolicyDocument/Statement/0';

export const TRUST_RULES: readonly Rule[] = [
  {
    id: 'aws-36',
    title:
      'every role takes its boundary and its path from parameters, those of the bootstrap have a path of their own',
    check: (system) => [
      ...wrong(
        roles(system).filter(({ stack, id }) => stack === 'bootstrap' && OF_BOOTSTRAP.includes(id)),
        'needs the path of the delivery',
        ({ properties }) => template(properties.Path) === BOOTSTRAP_PATH,
      ),
      ...wrong(
        roles(system).filter(({ stack, id }) => stack !== 'bootstrap' || !OF_BOOTSTRAP.includes(id)),
        'needs PermissionsBoundary and Path',
        ({ properties }) =>
          same(properties.Path, { Ref: 'RolePath' }) &&
          same(properties.PermissionsBoundary, {
            'Fn::If': [
              'HasPermissionsBoundaryArn',
              { Ref: 'PermissionsBoundaryArn' },
              { Ref: 'AWS::NoValue' },
            ],
          }),
      ),
    ],
    twins: [
      {
        breaks: 'a role of the bootstrap lies where the pipeline makes roles',
        mutate: put('templates/bootstrap/Resources/BuildRole/Properties/Path', {
          'Fn::Sub': '/${ProjectName}-${EnvironmentName}/',
        }),
      },
      {
        breaks: 'bootstrap has one more role',
        mutate: copy('templates/bootstrap/Resources/BuildRole', 'templates/bootstrap/Resources/OtherRole'),
      },
      { breaks: 'it has no boundary', mutate: drop(`${ROLE}/PermissionsBoundary`) },
      {
        breaks: 'it has a fixed path',
        mutate: put('templates/lambda/Resources/DeploymentRole/Properties/Path', '/'),
      },
    ],
  },
  {
    id: 'aws-37',
    title: 'one service may take each role, on its own behalf where AWS can tell',
    check: (system) =>
      wrong(roles(system), 'is trusted too widely', (found) => {
        const trust = trustOf(found);
        return trust.length > 0 && trust.every(isTrustedRightly);
      }),
    twins: [
      {
        breaks: 'two services may',
        mutate: put(`${ROLE}/AssumeRolePolicyDocument/Statement/0/Principal/Service`, [
          'lambda.amazonaws.com',
          'ec2.amazonaws.com',
        ]),
      },
      {
        breaks: 'a scheduler of anybody may',
        mutate: put(
          `${ROLE}/AssumeRolePolicyDocument/Statement/0/Principal/Service`,
          'scheduler.amazonaws.com',
        ),
      },
      {
        breaks: 'a build of any project may',
        mutate: drop(`${BOOTSTRAP}/BuildRole/${TRUST}/Condition/ArnEquals`),
      },
      {
        breaks: 'CloudFormation of any account may',
        mutate: drop(`${BOOTSTRAP}/DeployRole/${TRUST}/Condition/StringEquals`),
      },
      {
        breaks: 'CodePipeline must tell what it does not always tell',
        mutate: ({ templates }) => {
          const role = templates.bootstrap?.Resources.PipelineRole?.Properties;
          const statement = at(role, 'AssumeRolePolicyDocument/Statement/0') as Record<string, unknown>;
          statement.Condition = { StringEquals: { 'aws:SourceAccount': '1', 'aws:SourceArn': 'x' } };
        },
      },
    ],
  },
];
