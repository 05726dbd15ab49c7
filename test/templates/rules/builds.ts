// Rules for the build projects and their buildspecs.
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

const PROJECT = 'templates/pipeline/Resources/BuildProject/Properties';

/** Images whose Dockerfiles have Node.js 24, for machines with ARM processors. */
const IMAGES = [
  'aws/codebuild/amazonlinux-aarch64-standard:3.0',
  'aws/codebuild/amazonlinux-aarch64-standard:4.0',
];

/** Name of a buildspec's project -> its path. */
const BUILDSPECS: Record<string, string> = {
  BuildProject: 'buildspec.yml',
  ReleaseProject: 'pipeline/release-buildspec.yml',
};

const projects = (system: System) => resources(system, 'AWS::CodeBuild::Project');

/** Its log group is declared, with the name that its role may write to. */
function logsIntoItsGroup({ properties, template: { Resources } }: Found): boolean {
  const logs = at(properties, 'LogsConfig/CloudWatchLogs');
  const group = Resources[String(target(at(logs, 'GroupName')))];
  return (
    at(logs, 'Status') === 'ENABLED' &&
    group?.Type === 'AWS::Logs::LogGroup' &&
    template(group.Properties?.LogGroupName) === `/aws/codebuild/${template(properties.Name)}`
  );
}

function isComplete(found: Found): boolean {
  const {
    properties,
    id,
    template: { Parameters },
  } = found;
  const environment = properties.Environment;
  const minutes = Number(properties.TimeoutInMinutes);
  return (
    at(environment, 'PrivilegedMode') === false &&
    at(environment, 'Type') === 'ARM_CONTAINER' &&
    same(at(environment, 'Image'), { Ref: 'BuildImage' }) &&
    list(Parameters.BuildImage?.AllowedValues).every((image) => IMAGES.includes(String(image))) &&
    minutes >= 5 &&
    minutes <= 60 &&
    at(properties, 'Source/BuildSpec') === BUILDSPECS[id] &&
    logsIntoItsGroup(found)
  );
}

const commandsOf = (spec: unknown) =>
  [...parts(at(spec, 'phases'))]
    .filter(({ path }) => /(commands|finally)$/.test(path))
    .flatMap(({ node }) => list(node))
    .map(String);

/** Names of variables that commands read. */
const variablesIn = (command: string) =>
  [...command.matchAll(/"\$\{?([A-Z][A-Z0-9_]*[A-Za-z_]*)\}?/g)].map(([, name = '']) => name);

const PUBLISHES = /npm run (upload|assemble|release|deploy)/;

function wrongBuildspecs({ buildspecs }: System): string[] {
  return Object.entries(buildspecs).flatMap(([path, spec]) => {
    const phases = Object.entries((at(spec, 'phases') ?? {}) as Record<string, unknown>);
    const late = list(at(spec, 'phases/post_build/commands')).map(String);
    return [
      ...(at(spec, 'version') === 0.2 ? [] : ['is not version 0.2']),
      ...(at(spec, 'phases/install/runtime-versions/nodejs') === 24 ? [] : ['does not say nodejs 24']),
      ...(late.some((command) => PUBLISHES.test(command) && !command.includes('CODEBUILD_BUILD_SUCCEEDING'))
        ? ['publishes after a failed build']
        : []),
      ...phases
        .filter(([, phase]) => at(phase, 'on-failure') !== 'ABORT')
        .map(([name]) => `goes on after a failed ${name}`),
      ...(commandsOf(spec).every((command) => /^(npm (ci|run) |export RELEASE_HASH=)/.test(command))
        ? []
        : ['has logic of its own']),
    ].map((message) => `${path} ${message}`);
  });
}

/** What only the build makes: reports of both kinds, the release as its artifact, the variable that the approval shows. */
function wrongResults({ buildspecs }: System): string[] {
  const spec = buildspecs['buildspec.yml'];
  const formats = Object.values((at(spec, 'reports') ?? {}) as object).map((report) =>
    String(at(report, 'file-format')),
  );
  return [
    ...(same(formats.sort(), ['CLOVERXML', 'JUNITXML'])
      ? []
      : ['buildspec.yml needs reports as JUNITXML and CLOVERXML']),
    ...(same(at(spec, 'artifacts'), { 'base-directory': 'dist/release', files: ['**/*'] })
      ? []
      : ['the artifact must be all of dist/release']),
    ...(same(at(spec, 'env/exported-variables'), ['RELEASE_HASH']) ? [] : ['RELEASE_HASH is not exported']),
    ...(at(spec, 'phases/post_build') === undefined ? [] : ['post_build runs after a failed build, too']),
  ];
}

/** Code of packages must not run with the right to change functions. */
function installsForRelease({ buildspecs }: System): string[] {
  const path = BUILDSPECS.ReleaseProject ?? '';
  return commandsOf(buildspecs[path]).some((command) => /^npm (ci|i|install)\b/.test(command))
    ? [`${path} installs packages`]
    : [];
}

/** Every variable that a command reads is given by the project, by CodeBuild or by the buildspec itself. */
function unknownVariables(system: System): string[] {
  return projects(system).flatMap(({ id, properties }) => {
    const path = BUILDSPECS[id] ?? '';
    const given = list(at(properties, 'Environment/EnvironmentVariables')).map((variable) =>
      at(variable, 'Name'),
    );
    return commandsOf(system.buildspecs[path])
      .flatMap(variablesIn)
      .filter((name) => !given.includes(name) && !name.startsWith('CODEBUILD_'))
      .map((name) => `${path} reads ${name}, which ${id} does not set`);
  });
}

export const BUILD_RULES: readonly Rule[] = [
  {
    id: 'aws-54',
    title:
      'every build project has a known image, a time limit, no privileges, its buildspec and its declared log group',
    check: (system) => wrong(projects(system), 'is not complete', isComplete),
    twins: [
      { breaks: 'it is privileged', mutate: put(`${PROJECT}/Environment/PrivilegedMode`, true) },
      { breaks: 'it may run for hours', mutate: drop(`${PROJECT}/TimeoutInMinutes`) },
      {
        breaks: 'any image may be chosen',
        mutate: put('templates/pipeline/Parameters/BuildImage/AllowedValues/0', 'node:24'),
      },
      { breaks: 'CodeBuild makes the log group', mutate: drop(`${PROJECT}/LogsConfig`) },
      {
        breaks: 'the log group has another name',
        mutate: put(
          'templates/pipeline/Resources/BuildLogGroup/Properties/LogGroupName',
          '/aws/codebuild/build',
        ),
      },
      {
        breaks: 'it has the buildspec of the other',
        mutate: put(`${PROJECT}/Source/BuildSpec`, BUILDSPECS.ReleaseProject),
      },
    ],
  },
  {
    id: 'aws-55',
    title:
      'buildspecs run npm tasks on Node.js 24, stop at the first failure, report, and hand over the release',
    check: (system) =>
      [wrongBuildspecs, wrongResults, installsForRelease, unknownVariables].flatMap((check) => check(system)),
    twins: [
      { breaks: 'the version is older', mutate: put('buildspecs/buildspec.yml/version', 0.1) },
      {
        breaks: 'the runtime is left open',
        mutate: drop('buildspecs/buildspec.yml/phases/install/runtime-versions'),
      },
      { breaks: 'there is no coverage', mutate: drop('buildspecs/buildspec.yml/reports/coverage') },
      {
        breaks: 'the artifact is everything',
        mutate: drop('buildspecs/buildspec.yml/artifacts/base-directory'),
      },
      {
        breaks: 'a failure is passed over',
        mutate: put('buildspecs/buildspec.yml/phases/build/on-failure', 'CONTINUE'),
      },
      {
        breaks: 'it has logic',
        mutate: put('buildspecs/buildspec.yml/phases/build/commands/0', 'if true; then :; fi'),
      },
      {
        breaks: 'it publishes after a failure',
        mutate: put('buildspecs/buildspec.yml/phases/post_build', {
          'on-failure': 'ABORT',
          commands: ['npm run upload'],
        }),
      },
      {
        breaks: 'the release installs packages',
        mutate: ({ buildspecs }) =>
          Object.assign(at(buildspecs['pipeline/release-buildspec.yml'], 'phases/install') as object, {
            commands: ['npm ci'],
          }),
      },
      { breaks: 'a variable is not set', mutate: drop(`${PROJECT}/Environment/EnvironmentVariables/1`) },
    ],
  },
];
