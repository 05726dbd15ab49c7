// What an expression of a template becomes in an environment of the defaults: enough of CloudFormation to see which ARN a policy names.
import { at, list } from './lookup.ts';
import type { Resource, System } from '../support/load-template.ts';

export const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
};
const HERE = 'us-east-1:123456789012';

/** ARN of a resource of each type by its name; the others are not decided. */
const ARNS: Record<string, (name: string) => string> = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::SQS::Queue': (name) => `arn:aws:sqs:${HERE}:${name}`,
  'AWS::SNS::Topic': (name) => `arn:aws:sns:${HERE}:${name}`,
  'AWS::DynamoDB::Table': (name) => `arn:aws:dynamodb:${HERE}:table/${name}`,
  'AWS::Events::Rule': (name) => `arn:aws:events:${HERE}:rule/${name}`,
  // Ends so, unlike what other services tell.
  'AWS::Logs::LogGroup': (name) => `arn:aws:logs:${HERE}:log-group:${name}:*`,
  'AWS::Lambda::Function': (name) => `arn:aws:lambda:${HERE}:function:${name}`,
  'AWS::IAM::Role': (name) => `arn:aws:iam::123456789012:role/${name}`,
  'AWS::Scheduler::ScheduleGroup': (name) => `arn:aws:scheduler:${HERE}:schedule-group/${name}`,
  'AWS::CodeBuild::Project': (name) => `arn:aws:codebuild:${HERE}:project/${name}`,
  'AWS::IAM::ManagedPolicy': (name) => `arn:aws:iam::123456789012:policy/${name}`,
  'AWS::CodeConnections::Connection': (name) => `arn:aws:codeconnections:${HERE}:connection/${name}`,
};

/** What people give where the default is nothing; without it the permissions that come along could not be seen. */
const GIVEN: Record<string, string> = {
  SlackWebhookParameterName: '/file-processing-dev/slack-webhook',
  SlackWebhookSecretArn: `arn:aws:secretsmanager:${HERE}:secret:file-processing-dev/slack-webhook-AbCdEf`,
};

/** Types of which Ref is the ARN. */
const REF_IS_ARN = ['AWS::SNS::Topic', 'AWS::IAM::ManagedPolicy', 'AWS::CodeConnections::Connection'];

/** Properties that hold the name of a resource. */
const NAMES =
  /^(Bucket|Queue|Topic|Table|LogGroup|Function|Role|ManagedPolicy|Connection|Alarm|Dashboard)?Name$/;

interface Place {
  system: System;
  stack: string;
}

/** The text of an expression; undefined when it cannot be told. */
export function textOf(place: Place, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  const [name, argument] = Object.entries(value ?? {})[0] ?? [];
  return name === undefined ? undefined : FUNCTIONS[name]?.(place, argument);
}

const FUNCTIONS: Record<string, (place: Place, argument: unknown) => string | undefined> = {
  Ref: (place, name) => refText(place, String(name)),
  'Fn::GetAtt': (place, argument) =>
    attributeText(place, String(at(argument, '0')), String(at(argument, '1'))),
  'Fn::Sub': (place, argument) => {
    const [text, own] = list(argument);
    return fill(place, String(text), own);
  },
  'Fn::Join': (place, argument) => {
    const texts = list(at(argument, '1')).map((item) => textOf(place, item));
    return texts.includes(undefined) ? undefined : texts.join(String(at(argument, '0')));
  },
  'Fn::Select': (place, argument) => {
    const [separator, whole] = list(at(argument, '1/Fn::Split'));
    return textOf(place, whole)?.split(String(separator))[Number(at(argument, '0'))];
  },
  'Fn::If': (place, argument) =>
    list(argument)
      .slice(1)
      .map((branch) => textOf(place, branch))
      .find((text) => text !== undefined && text !== ''),
  'Fn::ImportValue': (place, argument) => importText(place, textOf(place, argument)),
};

function refText({ system, stack }: Place, name: string): string | undefined {
  if (name === 'AWS::StackName') return `file-processing-dev-${stack}`;
  if (name in PSEUDO) return PSEUDO[name];
  if (name in GIVEN) return GIVEN[name];
  const template = system.templates[stack];
  const parameter = template?.Parameters[name];
  if (parameter) return parameter.Default === undefined ? undefined : String(parameter.Default);
  const resource = template?.Resources[name];
  if (!resource) return undefined;
  if (resource.Type === 'AWS::Lambda::Alias') return aliasArn({ system, stack }, resource);
  const place = { system, stack };
  return REF_IS_ARN.includes(resource.Type) ? arnOf(place, name, resource) : nameOf(place, name, resource);
}

/** Roles and policies have a path before their name. */
function arnOf(place: Place, id: string, resource: Resource): string | undefined {
  const path = textOf(place, resource.Properties?.Path) ?? '/';
  return ARNS[resource.Type]?.(`${path.slice(1)}${nameOf(place, id, resource)}`);
}

function aliasArn(place: Place, { Properties = {} }: Resource): string {
  return `arn:aws:lambda:${HERE}:function:${textOf(place, Properties.FunctionName)}:${textOf(place, Properties.Name)}`;
}

function attributeText(place: Place, id: string, attribute: string): string | undefined {
  const resource = place.system.templates[place.stack]?.Resources[id];
  if (!resource) return undefined;
  if (attribute === 'Arn') return arnOf(place, id, resource);
  return NAMES.test(attribute) ? nameOf(place, id, resource) : undefined;
}

function nameOf(place: Place, id: string, { Properties = {} }: Resource): string {
  const given = Object.entries(Properties).find(([property]) => NAMES.test(property))?.[1];
  // As CloudFormation makes it: stack, logical id, and something that nobody knows beforehand.
  return (
    (given === undefined ? undefined : textOf(place, given)) ??
    `file-processing-dev-${place.stack}-${id}-MADE`
  );
}

/** A variable that cannot be told stands for some name. */
function fill(place: Place, text: string, own: unknown): string {
  return text.replace(/\$\{([^!}][^}]*)\}/g, (_match, variable: string) => {
    const given = at(own, variable);
    if (given !== undefined) return textOf(place, given) ?? 'name';
    const [id = '', ...attribute] = variable.split('.');
    return (
      (attribute.length > 0 ? attributeText(place, id, attribute.join('.')) : refText(place, id)) ?? 'name'
    );
  });
}

function importText({ system }: Place, name: string | undefined): string | undefined {
  for (const [stack, { Outputs }] of Object.entries(system.templates)) {
    for (const { Export, Value } of Object.values(Outputs ?? {})) {
      const place = { system, stack };
      if (Export && textOf(place, Export.Name) === name) return textOf(place, Value);
    }
  }
  return undefined;
}
