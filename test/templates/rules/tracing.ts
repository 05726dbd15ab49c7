// Rules for traces: every function can be traced, by one parameter, and may send traces only then.
import type { System } from '../../support/load-template.ts';
import { at, drop, list, parts, put, resources, same, target, wrong, type Found } from '../lookup.ts';
import { roles } from '../grants.ts';
import type { Rule } from '../rule.ts';

const LAMBDA = 'templates/lambda';
const REDRIVE = 'templates/redrive';
const PARAMETER = { Type: 'String', Default: 'false', AllowedValues: ['true', 'false'] };
const CONDITION = { 'Fn::Equals': [{ Ref: 'EnableTracing' }, 'true'] };
const MODE = { 'Fn::If': ['IsTracingEnabled', 'Active', 'PassThrough'] };
const GRANT = {
  'Fn::If': [
    'IsTracingEnabled',
    {
      Sid: 'Trace',
      Effect: 'Allow',
      Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      Resource: '*',
    },
    { Ref: 'AWS::NoValue' },
  ],
};

const functions = (system: System) => resources(system, 'AWS::Lambda::Function');

function hasSwitch({ template: { Parameters, Conditions } }: Found): boolean {
  const { Description: _description, ...parameter } = Parameters.EnableTracing ?? {};
  return same(parameter, PARAMETER) && same(Conditions?.IsTracingEnabled, CONDITION);
}

function grantsUnderSwitch({ template: { Resources }, properties }: Found): boolean {
  const role = Resources[String(target(properties.Role))];
  const statements = list(at(role?.Properties, 'Policies')).flatMap((policy) =>
    list(at(policy, 'PolicyDocument/Statement')),
  );
  return statements.filter((statement) => same(statement, GRANT)).length === 1;
}

const timesTold = (found: Found) =>
  [...parts(found.properties.Policies)].filter(
    ({ node }) => typeof node === 'string' && node.startsWith('xray:'),
  ).length;

export const TRACING_RULES: readonly Rule[] = [
  {
    id: 'tracing-1',
    title: 'every function is traced when EnableTracing says so, and by default it is not',
    check: (system) => [
      ...wrong(functions(system), 'needs EnableTracing, false by default, and its condition', hasSwitch),
      ...wrong(functions(system), 'needs TracingConfig by IsTracingEnabled', ({ properties }) =>
        same(at(properties, 'TracingConfig/Mode'), MODE),
      ),
    ],
    twins: [
      {
        breaks: 'one has no tracing',
        mutate: drop(`${REDRIVE}/Resources/RedriveFunction/Properties/TracingConfig`),
      },
      {
        breaks: 'one is always traced',
        mutate: put(`${LAMBDA}/Resources/ProcessFileFunction/Properties/TracingConfig/Mode`, 'Active'),
      },
      { breaks: 'it is on by default', mutate: put(`${REDRIVE}/Parameters/EnableTracing/Default`, 'true') },
      {
        breaks: 'the condition looks elsewhere',
        mutate: put(`${REDRIVE}/Conditions/IsTracingEnabled/Fn::Equals/0/Ref`, 'EnableSchedule'),
      },
    ],
  },
  {
    id: 'tracing-2',
    title: 'roles of functions may send traces exactly when they are traced',
    check: (system) => [
      ...wrong(
        functions(system),
        'needs a role with the two calls under IsTracingEnabled',
        grantsUnderSwitch,
      ),
      ...wrong(roles(system), 'grants calls of X-Ray twice', (role) => [0, 2].includes(timesTold(role))),
    ],
    twins: [
      {
        breaks: 'one may not',
        mutate: drop(`${LAMBDA}/Resources/ProcessFileRole/Properties/Policies/0/PolicyDocument/Statement/8`),
      },
      {
        breaks: 'one always may',
        mutate: put(
          `${LAMBDA}/Resources/ProcessFileRole/Properties/Policies/0/PolicyDocument/Statement/8`,
          GRANT['Fn::If'][1],
        ),
      },
      {
        breaks: 'another statement allows it besides',
        mutate: put(
          `${REDRIVE}/Resources/RedriveRole/Properties/Policies/0/PolicyDocument/Statement/0/Action`,
          ['s3:ListBucketVersions', 'xray:PutTraceSegments'],
        ),
      },
    ],
  },
];
