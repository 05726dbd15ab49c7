// Rules for the values of parameters: files, defaults, and values that must fit each other across stacks.
import { at, put, same } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';
import { environmentsOf, isAllowed, valueIn, valuesOfTools } from '../values.ts';

/** AWS: a queue hides messages for at least 6 times the time-out of the function that reads it, and at most 12 hours. */
const VISIBILITY_FACTOR = 6;
const LONGEST_VISIBILITY_IN_SECONDS = 43_200;

/** The local environment differs in its waits and its repository, and in nothing else. */
const LOCAL = {
  sqs: { VisibilityTimeoutInSeconds: '60' },
  lambda: { TimeoutInSeconds: '10', FirstRetryDelayInSeconds: '1', LeaseMarginInSeconds: '5' },
  redrive: { FirstRedriveDelayInSeconds: '1', LeaseMarginInSeconds: '5' },
  reconcile: { LeaseMarginInSeconds: '5' },
  'daily-report': { LeaseMarginInSeconds: '5' },
  digest: { LeaseMarginInSeconds: '5' },
  // What stands there for GitHub: nothing connects to anything, and the repository is a folder.
  bootstrap: {
    ConnectionArn:
      'arn:aws:codeconnections:us-east-1:000000000000:connection/00000000-0000-0000-0000-000000000000',
  },
  pipeline: { FullRepositoryId: 'local/repository' },
};

/** People give it to `npm run bootstrap`; later deployments keep what the stack has. */
const KEPT_FROM_BOOTSTRAP = ['pipeline.FullRepositoryId'];

/** Values that stand in several stacks and mean one thing. */
const SHARED = [
  'RetentionInDays',
  'EnableMetricMath',
  'PermissionsBoundaryArn',
  'RolePath',
  'LeaseMarginInSeconds',
  'EmailThresholdPerMinute',
];

function wrongFiles({ templates, parameters }: System): string[] {
  return Object.entries(parameters).flatMap(([environment, file]) =>
    Object.entries(file).flatMap(([stack, values]) =>
      Object.entries(values)
        .filter(([name, value]) => {
          const parameter = templates[stack]?.Parameters[name];
          return !parameter || valuesOfTools(stack).includes(name) || !isAllowed(parameter, value);
        })
        .map(([name]) => `${environment}.json: ${stack}.${name} is unknown, made by tools or not allowed`),
    ),
  );
}

function openParameters(system: System): string[] {
  return Object.entries(environmentsOf(system)).flatMap(([environment, file]) =>
    Object.entries(system.templates).flatMap(([stack, template]) =>
      Object.keys(template.Parameters)
        .filter(
          (name) => !valuesOfTools(stack).includes(name) && !KEPT_FROM_BOOTSTRAP.includes(`${stack}.${name}`),
        )
        .filter((name) => valueIn({ template, file: file[stack] }, name) === undefined)
        .map((name) => `${environment}: ${stack}.${name} has no value`),
    ),
  );
}

function wrongDefaults({ templates }: System): string[] {
  return Object.entries(templates).flatMap(([stack, { Parameters }]) =>
    Object.entries(Parameters)
      .filter(([, parameter]) => parameter.Default !== undefined)
      .filter(([, parameter]) => !isAllowed(parameter, String(parameter.Default)))
      .map(([name]) => `${stack}.${name} has a default that is not allowed`),
  );
}

/** Everything that one stack of one environment has, as numbers. */
function numbersOf(system: System, environment: string, stack: string) {
  const template = system.templates[stack];
  const file = environmentsOf(system)[environment]?.[stack];
  return (name: string) => Number(template && valueIn({ template, file }, name));
}

function wrongVisibility(system: System, environment: string): string[] {
  const toFiles = {
    visibility: numbersOf(system, environment, 'sqs')('VisibilityTimeoutInSeconds'),
    timeout: numbersOf(system, environment, 'lambda')('TimeoutInSeconds'),
  };
  const toSlack = {
    visibility: numbersOf(system, environment, 'slack')('SlackVisibilityTimeoutInSeconds'),
    timeout: Number(at(system, 'templates/slack/Resources/NotifySlackFunction/Properties/Timeout')),
  };
  return [toFiles, toSlack]
    .filter(
      ({ visibility, timeout }) =>
        !(visibility >= VISIBILITY_FACTOR * timeout && visibility <= LONGEST_VISIBILITY_IN_SECONDS),
    )
    .map(
      ({ visibility, timeout }) =>
        `${environment}: messages are hidden for ${visibility} s, a run takes ${timeout} s`,
    );
}

function differingValues(system: System): string[] {
  return Object.entries(environmentsOf(system)).flatMap(([environment, file]) =>
    SHARED.filter((name) => {
      const values = Object.entries(system.templates)
        .filter(([, { Parameters }]) => name in Parameters)
        .map(([stack, template]) => valueIn({ template, file: file[stack] }, name));
      return new Set(values).size > 1;
    }).map((name) => `${environment}: ${name} is not the same in every stack`),
  );
}

export const PARAMETER_RULES: readonly Rule[] = [
  {
    id: 'aws-49',
    title: 'parameter files hold only declared and allowed values, and with the defaults nothing is open',
    check: (system) => [...wrongFiles(system), ...openParameters(system), ...wrongDefaults(system)],
    twins: [
      { breaks: 'a name is misspelt', mutate: put('parameters/prod/lambda/Timeout', '300') },
      { breaks: 'a stack is misspelt', mutate: put('parameters/prod/queues', { MaxReceiveCount: '5' }) },
      {
        breaks: 'the section of the pipeline has an unknown name',
        mutate: put('parameters/local/pipeline/Branch', 'main'),
      },
      {
        breaks: 'the repository has no owner',
        mutate: put('parameters/local/pipeline/FullRepositoryId', 'repository'),
      },
      {
        breaks: 'the connection is none',
        mutate: put('parameters/local/bootstrap/ConnectionArn', 'arn:aws:iam::000000000000:role/x'),
      },
      { breaks: 'a value is out of bounds', mutate: put('parameters/prod/lambda/BatchSize', '11') },
      { breaks: 'a value is a number', mutate: put('parameters/prod/lambda/BatchSize', 5) },
      {
        breaks: 'it sets what the build makes',
        mutate: put('parameters/dev/lambda/ReleaseHash', '0'.repeat(64)),
      },
      {
        breaks: 'a parameter has no value',
        mutate: put('templates/sns/Parameters/AlertsEmail/Default', undefined),
      },
      {
        breaks: 'a default is not allowed',
        mutate: put('templates/lambda/Parameters/RetentionInDays/Default', '7'),
      },
    ],
  },
  {
    id: 'aws-17',
    title: 'in every environment messages are hidden for 6 times the time-out of the function',
    check: (system) =>
      Object.keys(environmentsOf(system)).flatMap((environment) => wrongVisibility(system, environment)),
    twins: [
      {
        breaks: 'the default of the queue is too short',
        mutate: put('templates/sqs/Parameters/VisibilityTimeoutInSeconds/Default', 1799),
      },
      {
        breaks: 'notify-slack runs longer than its queue waits',
        mutate: put('templates/slack/Resources/NotifySlackFunction/Properties/Timeout', 61),
      },
      {
        breaks: 'one environment runs longer than its queue waits',
        mutate: put('parameters/local/lambda/TimeoutInSeconds', '11'),
      },
    ],
  },
  {
    id: 'parameters-2',
    title: 'values that stand in several stacks are the same in every environment',
    check: differingValues,
    twins: [
      {
        breaks: 'rows end and files do not',
        mutate: put('parameters/prod/lambda/RetentionInDays', '30'),
      },
    ],
  },
  {
    id: 'parameters-3',
    title:
      'the local environment differs in its waits and its repository only; production shifts traffic gradually',
    check: ({ parameters, templates }) => [
      ...(same(parameters.local, LOCAL) ? [] : ['local.json holds something else']),
      ...(/^(Canary|Linear)/.test(parameters.prod?.lambda?.DeploymentPreference ?? '')
        ? []
        : ['prod.json moves all traffic at once']),
      ...(templates.lambda?.Parameters.DeploymentPreference?.Default === 'AllAtOnce'
        ? []
        : ['the default needs CodeDeploy']),
    ],
    twins: [
      { breaks: 'local waits for less', mutate: put('parameters/local/lambda/LeaseMarginInSeconds', '1') },
      { breaks: 'production jumps', mutate: put('parameters/prod/lambda/DeploymentPreference', 'AllAtOnce') },
    ],
  },
];
