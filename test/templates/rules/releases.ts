// Rules for how code reaches traffic: aliases, deployment groups, triggers.
import {
  at,
  drop,
  list,
  parts,
  put,
  resources,
  same,
  target,
  template,
  wrong,
  type Found,
} from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const RESOURCES = 'templates/lambda/Resources';
const GROUP = `${RESOURCES}/ProcessFileDeploymentGroup`;
const MAPPING = `${RESOURCES}/FileQueueEventSourceMapping`;
const UPDATE = `${RESOURCES}/ProcessFileAlias/UpdatePolicy`;

const mappings = (system: System) => resources(system, 'AWS::Lambda::EventSourceMapping');
const groups = (system: System) => resources(system, 'AWS::CodeDeploy::DeploymentGroup');

function isShiftedGradually({ template: { Conditions }, resource }: Found): boolean {
  const [condition, policy] = list(at(resource.UpdatePolicy, 'Fn::If'));
  const update = at(policy, 'CodeDeployLambdaAliasUpdate');
  return (
    same(Conditions?.[String(condition)], {
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'DeploymentPreference' }, 'AllAtOnce'] }],
    }) &&
    !!target(at(update, 'ApplicationName')) &&
    !!target(at(update, 'DeploymentGroupName'))
  );
}

/** The alias of process-file is shifted by CodeDeploy, every other one moves at once. */
function isMovedRightly(found: Found): boolean {
  const isProcessFile = target(found.properties.FunctionName) === 'ProcessFileFunction';
  return isProcessFile ? isShiftedGradually(found) : found.resource.UpdatePolicy === undefined;
}

/** An alarm that looks at nothing but the new version, and whose name carries it. */
function isAlarmOfTheVersion({ template: { Resources } }: Found, alarm: unknown): boolean {
  const properties = Resources[String(at(alarm, 'Name/Ref'))]?.Properties;
  const dimensions = list(properties?.Dimensions).map((dimension) => at(dimension, 'Value'));
  return (
    (template(properties?.AlarmName)?.includes('Version.Version}') ?? false) &&
    dimensions.some((value) => at(value, 'Fn::GetAtt/1') === 'Version')
  );
}

/** What invokes a function, and the property that names it. */
const TRIGGERS: Record<string, string> = {
  'AWS::Lambda::EventSourceMapping': 'FunctionName',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Scheduler::Schedule': 'Target/Arn',
};

const isOverTen = (batchSize: unknown, { template: { Parameters } }: Found) =>
  list(at(batchSize, 'Fn::If') ?? batchSize).some((value) => {
    const parameter = Parameters[String(at(value, 'Ref'))];
    return Number(parameter ? (parameter.MaxValue ?? Infinity) : value) > 10;
  });

export const RELEASE_RULES: readonly Rule[] = [
  {
    id: 'aws-8',
    title: 'CodeDeploy shifts the alias of process-file when the preference says so, and no other alias',
    check: (system) =>
      wrong(resources(system, 'AWS::Lambda::Alias'), 'is not moved as it should be', isMovedRightly),
    twins: [
      { breaks: 'it always moves at once', mutate: drop(UPDATE) },
      {
        breaks: 'the group is missing',
        mutate: drop(`${UPDATE}/Fn::If/1/CodeDeployLambdaAliasUpdate/DeploymentGroupName`),
      },
      {
        breaks: 'the condition is about something else',
        mutate: put(`${UPDATE}/Fn::If/0`, 'IsTracingActive'),
      },
    ],
  },
  {
    id: 'aws-9',
    title: 'every deployment group rolls back by itself, by alarms of the new version only',
    check: (system) =>
      wrong(groups(system), 'needs automatic rollback and alarms of the version', (found) => {
        const { AutoRollbackConfiguration, AlarmConfiguration } = found.properties;
        const alarms = list(at(AlarmConfiguration, 'Alarms'));
        return (
          same(AutoRollbackConfiguration, {
            Enabled: true,
            Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
          }) &&
          at(AlarmConfiguration, 'Enabled') === true &&
          alarms.length > 0 &&
          alarms.every((alarm) => isAlarmOfTheVersion(found, alarm))
        );
      }),
    twins: [
      {
        breaks: 'an alarm does not roll back',
        mutate: drop(`${GROUP}/Properties/AutoRollbackConfiguration/Events/1`),
      },
      { breaks: 'there is no alarm', mutate: put(`${GROUP}/Properties/AlarmConfiguration/Alarms`, []) },
      {
        breaks: 'an alarm is red for the old version too',
        mutate: put(`${GROUP}/Properties/AlarmConfiguration/Alarms/0/Name/Ref`, 'ProcessFileCrashingAlarm'),
      },
      {
        breaks: 'the name of an alarm stays the same from version to version',
        mutate: drop(`${RESOURCES}/ReleaseCrashesAlarm/Properties/AlarmName`),
      },
    ],
  },
  {
    id: 'aws-11',
    title: 'every trigger names the alias',
    check: (system) =>
      wrong(
        resources(system, ...Object.keys(TRIGGERS)),
        'must name an alias',
        ({ resource, properties, template }) => {
          const alias = target(at(properties, TRIGGERS[resource.Type] ?? ''));
          return template.Resources[String(alias)]?.Type === 'AWS::Lambda::Alias';
        },
      ),
    twins: [
      {
        breaks: 'the mapping names the bare function',
        mutate: put(`${MAPPING}/Properties/FunctionName`, { Ref: 'ProcessFileFunction' }),
      },
      {
        breaks: 'a schedule names the bare function',
        mutate: put('templates/redrive/Resources/RedriveSchedule/Properties/Target/Arn', {
          'Fn::GetAtt': ['RedriveFunction', 'Arn'],
        }),
      },
    ],
  },
  {
    id: 'aws-20',
    title: 'every queue mapping takes partial failures, counts events and bounds its concurrency',
    check: (system) =>
      wrong(mappings(system), 'needs ReportBatchItemFailures, EventCount and MaximumConcurrency', (found) => {
        const { FunctionResponseTypes, MetricsConfig, ScalingConfig } = found.properties;
        const maximum = at(ScalingConfig, 'MaximumConcurrency');
        const [bound] = [...parts(maximum)].flatMap(
          ({ node }) => found.template.Parameters[String(at(node, 'Ref'))] ?? [],
        );
        return (
          same(FunctionResponseTypes, ['ReportBatchItemFailures']) &&
          same(at(MetricsConfig, 'Metrics'), ['EventCount']) &&
          Number(bound?.MinValue) >= 2
        );
      }),
    twins: [
      {
        breaks: 'one bad file fails its batch',
        mutate: drop(`${MAPPING}/Properties/FunctionResponseTypes`),
      },
      { breaks: 'events are not counted', mutate: drop(`${MAPPING}/Properties/MetricsConfig`) },
      { breaks: 'concurrency is unbounded', mutate: drop(`${MAPPING}/Properties/ScalingConfig`) },
      {
        breaks: 'a bound of 1 is allowed, which Lambda refuses',
        mutate: put('templates/lambda/Parameters/MaximumConcurrency/MinValue', 1),
      },
    ],
  },
  {
    id: 'aws-21',
    title: 'no mapping scales in two ways, and a batch over 10 has a window',
    check: (system) => [
      ...wrong(mappings(system), 'has both ScalingConfig and ProvisionedPollerConfig', ({ properties }) =>
        [properties.ScalingConfig, properties.ProvisionedPollerConfig].includes(undefined),
      ),
      ...wrong(mappings(system), 'allows a batch over 10 without a window', (found) => {
        const { BatchSize, MaximumBatchingWindowInSeconds } = found.properties;
        return !isOverTen(BatchSize, found) || Number(MaximumBatchingWindowInSeconds) >= 1;
      }),
    ],
    twins: [
      {
        breaks: 'it has provisioned pollers too',
        mutate: put(`${MAPPING}/Properties/ProvisionedPollerConfig`, { MinimumPollers: 2 }),
      },
      {
        breaks: 'the parameter allows a batch of 100',
        mutate: put('templates/lambda/Parameters/BatchSize/MaxValue', 100),
      },
    ],
  },
];
