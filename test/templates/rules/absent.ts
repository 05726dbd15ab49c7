// Rules for resources that no template has yet: they hold from the first one on.
import { at, list, put, resources, target, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const LAMBDA = 'templates/lambda/Resources';
const UPDATE = `${LAMBDA}/ProcessFileAlias/UpdatePolicy/Fn::If/1/CodeDeployLambdaAliasUpdate`;
const HOOKS = ['BeforeAllowTrafficHook', 'AfterAllowTrafficHook'];

/** CodeDeploy's limited policy lets it invoke only functions whose names begin so. */
function hooksWithOtherNames(system: System): string[] {
  return resources(system, 'AWS::Lambda::Alias').flatMap(({ where, resource, template: own }) => {
    const update =
      at(resource.UpdatePolicy, 'Fn::If/1/CodeDeployLambdaAliasUpdate') ??
      at(resource.UpdatePolicy, 'CodeDeployLambdaAliasUpdate');
    return HOOKS.map((hook) => at(update, hook))
      .filter((hook) => hook !== undefined)
      .filter(
        (hook) =>
          !template(own.Resources[String(target(hook))]?.Properties?.FunctionName)?.startsWith(
            'CodeDeployHook_',
          ),
      )
      .map(() => `${where} has a hook that CodeDeploy may not invoke`);
  });
}

/** Services that need the condition, and the one that fails with it. */
const NEED_ACCOUNT = ['cloudwatch.amazonaws.com', 's3.amazonaws.com'];
const NEED_NONE = ['events.amazonaws.com'];

function isUsable({ properties }: Found): boolean {
  return list(at(properties, 'KeyPolicy/Statement')).every((statement) => {
    const service = String(at(statement, 'Principal/Service'));
    const bounds = JSON.stringify(at(statement, 'Condition') ?? {});
    if (NEED_NONE.includes(service)) return !/aws:Source(Arn|Account)/.test(bounds);
    return !NEED_ACCOUNT.includes(service) || bounds.includes('aws:SourceAccount');
  });
}

const keyFor = (service: string, condition?: unknown) =>
  put('templates/sns/Resources/AlertsKey', {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: [
          { Effect: 'Allow', Principal: { Service: service }, Action: 'kms:Decrypt', Condition: condition },
        ],
      },
    },
  });

/** Without the audience IAM refuses the role; without `amr` guests could take it. */
const isForSignedIn = ({ properties }: Found): boolean =>
  list(at(properties, 'AssumeRolePolicyDocument/Statement'))
    .filter((statement) => at(statement, 'Principal/Federated') === 'cognito-identity.amazonaws.com')
    .every((statement) => {
      const bounds = JSON.stringify(at(statement, 'Condition') ?? {});
      return ['aud', 'amr'].every((key) => bounds.includes(`"cognito-identity.amazonaws.com:${key}"`));
    });

const isClosed = ({ properties }: Found) =>
  properties.AllowUnauthenticatedIdentities === false && properties.AllowClassicFlow === false;

const federated = (condition: unknown) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Federated: 'cognito-identity.amazonaws.com' }, Condition: condition },
      ],
    },
  },
});

export const ABSENT_RULES: readonly Rule[] = [
  {
    id: 'aws-10',
    title: 'functions that check a deployment have the name that CodeDeploy may invoke',
    check: hooksWithOtherNames,
    twins: HOOKS.map((hook) => ({
      breaks: `${hook} has another name`,
      mutate: put(`${UPDATE}/${hook}`, { Ref: 'ProcessFileFunction' }),
    })),
  },
  {
    id: 'aws-26',
    title: 'a key lets EventBridge in without a condition on the source, CloudWatch and S3 only with one',
    check: (system) => wrong(resources(system, 'AWS::KMS::Key'), 'cannot be used, or by anybody', isUsable),
    twins: [
      {
        breaks: 'EventBridge must tell its source',
        mutate: keyFor('events.amazonaws.com', { StringEquals: { 'aws:SourceAccount': 'x' } }),
      },
      { breaks: 'alarms of anybody may use it', mutate: keyFor('cloudwatch.amazonaws.com') },
    ],
  },
  {
    id: 'aws-39',
    title: 'only who has signed in gets a role, and pools let nobody else in',
    check: (system) => [
      ...wrong(resources(system, 'AWS::IAM::Role'), 'needs both aud and amr', isForSignedIn),
      ...wrong(resources(system, 'AWS::Cognito::IdentityPool'), 'lets guests in', isClosed),
    ],
    twins: [
      {
        breaks: 'guests may take a role',
        mutate: put(
          'templates/sns/Resources/UploadRole',
          federated({ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'x' } }),
        ),
      },
      {
        breaks: 'a pool knows guests',
        mutate: put('templates/sns/Resources/Pool', {
          Type: 'AWS::Cognito::IdentityPool',
          Properties: { AllowUnauthenticatedIdentities: true, AllowClassicFlow: false },
        }),
      },
    ],
  },
];
