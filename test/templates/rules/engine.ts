// Rules that let the embedded engine deploy the very templates that AWS gets.
import { at, drop, parts, put, resources, same, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System, Template } from '../../support/load-template.ts';
import { valueIn } from '../values.ts';

/** Types that were deployed to it. It refuses a template with any other, unless a condition is false. */
const KNOWN = [
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/** An alarm that computes (Metrics instead of MetricName) fails there. */
const isKnown = ({ resource, properties }: Found) =>
  KNOWN.includes(resource.Type) && !('Metrics' in properties);

/** The engine is what these environments run on, or may. */
const ENGINE_ENVIRONMENTS = ['local', 'dev'];

/** The pipeline is read there by a runner of ours, never deployed; bootstrap only where the file names a connection. */
const isDeployed = (stack: string, environment: string) =>
  stack !== 'pipeline' && (stack !== 'bootstrap' || environment === 'local');

const OPERATORS = ['Fn::Equals', 'Fn::Not', 'Fn::And', 'Fn::Or', 'Condition'];

/** Anything but a parameter or a text is false there, without a word. */
function comparesParametersOnly({ Conditions, Parameters }: Template): boolean {
  return [...parts(Conditions)].every(({ path, node }) => {
    const key = path.split('/').pop() ?? '';
    if (key === 'Ref') return typeof node === 'string' && node in Parameters;
    return !/^Fn::|^Condition$/.test(key) || OPERATORS.includes(key);
  });
}

type Values = Record<string, string> | undefined;

function isTrue(condition: unknown, template: Template, values: Values): boolean {
  const inner = (value: unknown) => isTrue(value, template, values);
  const name = at(condition, 'Condition');
  if (typeof name === 'string') return inner(template.Conditions?.[name]);
  const [operator, operands] = Object.entries(condition as Record<string, unknown[]>)[0] ?? ['', []];
  if (operator === 'Fn::Not') return !inner(operands[0]);
  if (operator === 'Fn::And') return operands.every(inner);
  if (operator === 'Fn::Or') return operands.some(inner);
  const [a, b] = operands.map((operand) => {
    const parameter = at(operand, 'Ref');
    return typeof parameter === 'string' ? valueIn({ template, file: values }, parameter) : String(operand);
  });
  return a === b;
}

function unknownIn(system: System, environment: string): string[] {
  return resources(system)
    .filter(({ stack }) => isDeployed(stack, environment))
    .filter(({ stack, template, resource }) => {
      const condition = template.Conditions?.[resource.Condition ?? ''];
      return !condition || isTrue(condition, template, system.parameters[environment]?.[stack]);
    })
    .filter((found) => !isKnown(found))
    .map(({ where }) => `${where} is unknown to the engine in ${environment}`);
}

/** A default as a literal, because the engine hands parameters over as text and its poller compares numbers. */
function isNumberByDefault({ template: { Parameters, Conditions } }: Found, value: unknown): boolean {
  const [condition, literal, reference] = (at(value, 'Fn::If') ?? []) as [string, unknown, unknown];
  const name = String(at(reference, 'Ref'));
  return (
    literal === Parameters[name]?.Default &&
    typeof literal === 'number' &&
    same(Conditions?.[condition], { 'Fn::Equals': [{ Ref: name }, String(literal)] })
  );
}

const LAMBDA = 'templates/lambda';
const MAPPING = `${LAMBDA}/Resources/FileQueueEventSourceMapping/Properties`;

export const ENGINE_RULES: readonly Rule[] = [
  {
    id: 'aws-60',
    title: 'what the engine does not know stands under a condition that is false there',
    check: (system) => [
      ...wrong(
        resources(system).filter((found) => found.stack !== 'pipeline' && !isKnown(found)),
        'needs a condition',
        ({ resource, template }) =>
          resource.Condition !== undefined && resource.Condition in (template.Conditions ?? {}),
      ),
      ...ENGINE_ENVIRONMENTS.flatMap((environment) => unknownIn(system, environment)),
    ],
    twins: [
      {
        breaks: 'CodeDeploy is always there',
        mutate: drop(`${LAMBDA}/Resources/DeploymentApplication/Condition`),
      },
      {
        breaks: 'an alarm always computes',
        mutate: drop('templates/sqs/Resources/DeadLettersArrivingAlarm/Condition'),
      },
      {
        breaks: 'the local environment wants CodeDeploy',
        mutate: put('parameters/local/lambda/DeploymentPreference', 'Canary10Percent5Minutes'),
      },
      {
        breaks: 'the local environment makes a connection',
        mutate: drop('parameters/local/bootstrap/ConnectionArn'),
      },
      {
        breaks: 'alarms compute by default',
        mutate: put('templates/sqs/Parameters/EnableMetricMath/Default', 'true'),
      },
      {
        breaks: 'a type is new',
        mutate: put('templates/sns/Resources/AlertsTopic/Type', 'AWS::Budgets::Budget'),
      },
    ],
  },
  {
    id: 'engine-1',
    title: 'conditions compare parameters with texts and do nothing else',
    check: ({ templates }) =>
      Object.entries(templates)
        .filter(([, template]) => !comparesParametersOnly(template))
        .map(([stack]) => `${stack} has a condition that is always false on the engine`),
    twins: [
      {
        breaks: 'it asks for the Region',
        mutate: put('templates/sns/Conditions/IsFar', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }),
      },
      {
        breaks: 'it joins',
        mutate: put('templates/sns/Conditions/IsJoined', {
          'Fn::Equals': [{ 'Fn::Join': ['', [{ Ref: 'AlertsEmail' }]] }, ''],
        }),
      },
    ],
  },
  {
    id: 'engine-2',
    title: 'the numbers of a mapping are numbers by default, and the defaults of their parameters',
    check: (system) =>
      wrong(resources(system, 'AWS::Lambda::EventSourceMapping'), 'gives text to the poller', (found) =>
        [found.properties.BatchSize, at(found.properties, 'ScalingConfig/MaximumConcurrency')].every(
          (value) => isNumberByDefault(found, value),
        ),
      ),
    twins: [
      { breaks: 'it is a reference', mutate: put(`${MAPPING}/BatchSize`, { Ref: 'BatchSize' }) },
      {
        breaks: 'the default of the parameter is another',
        mutate: put(`${LAMBDA}/Parameters/MaximumConcurrency/Default`, 10),
      },
    ],
  },
];
