// Rules for Lambda functions, their versions, aliases and logs.
import { at, drop, list, put, resources, same, target, template, wrong, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const FUNCTION = 'templates/lambda/Resources/ProcessFileFunction';
const VERSION = 'templates/lambda/Resources/ProcessFileVersion';
const ALIAS = 'templates/lambda/Resources/ProcessFileAlias';
const CODE_KEY_PATTERN = String.raw`^lambda/[0-9a-f]{64}\.zip$`;
/** Lambda: 1,769 MB are one whole processor; more is a decision, not a default. */
const ONE_PROCESSOR_IN_MB = 1769;

const functions = (system: System) => resources(system, 'AWS::Lambda::Function');
const versions = (system: System) => resources(system, 'AWS::Lambda::Version');
const aliases = (system: System) => resources(system, 'AWS::Lambda::Alias');
const says = (value: unknown, text: string) => template(value)?.includes(text) ?? false;

/** The value of a property, a parameter's default for a Ref. */
function defaultOf({ template: { Parameters } }: Found, value: unknown): unknown {
  const name = at(value, 'Ref');
  return typeof name === 'string' ? Parameters[name]?.Default : value;
}

function hasLiveAlias(system: System, { stack, id }: Found): boolean {
  const own = aliases(system).filter(
    (alias) => alias.stack === stack && target(alias.properties.FunctionName) === id,
  );
  const version = at(own[0]?.properties.FunctionVersion, 'Fn::GetAtt');
  const versionId = String(at(version, '0'));
  const resource = own[0]?.template.Resources[versionId];
  return (
    own.length === 1 &&
    own[0]?.properties.Name === 'live' &&
    at(version, '1') === 'Version' &&
    resource?.Type === 'AWS::Lambda::Version' &&
    target(resource.Properties?.FunctionName) === id
  );
}

export const FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'aws-3',
    title: 'every function runs nodejs24.x on arm64',
    check: (system) =>
      wrong(
        functions(system),
        'needs Runtime nodejs24.x and Architectures [arm64]',
        ({ properties }) => properties.Runtime === 'nodejs24.x' && same(properties.Architectures, ['arm64']),
      ),
    twins: [
      { breaks: 'the runtime is older', mutate: put(`${FUNCTION}/Properties/Runtime`, 'nodejs20.x') },
      { breaks: 'the processor is left open', mutate: drop(`${FUNCTION}/Properties/Architectures`) },
    ],
  },
  {
    id: 'aws-4',
    title: 'the code of every function is a zip named by its content',
    check: (system) =>
      wrong(
        functions(system),
        'needs S3Bucket, and S3Key by a parameter with the pattern of a hash',
        (found) => {
          const { S3Bucket, S3Key, ...more } = (found.properties.Code ?? {}) as Record<string, unknown>;
          const parameter = found.template.Parameters[String(at(S3Key, 'Ref'))];
          return !!S3Bucket && parameter?.AllowedPattern === CODE_KEY_PATTERN && same(more, {});
        },
      ),
    twins: [
      { breaks: 'the code is inline', mutate: put(`${FUNCTION}/Properties/Code/ZipFile`, 'export {}') },
      { breaks: 'the key is fixed', mutate: put(`${FUNCTION}/Properties/Code/S3Key`, 'lambda/latest.zip') },
      {
        breaks: 'any key is allowed',
        mutate: drop('templates/lambda/Parameters/CodeKey/AllowedPattern'),
      },
    ],
  },
  {
    id: 'aws-5',
    title: 'function and version carry the release hash, the version the hash of the code',
    check: (system) => [
      ...wrong(
        functions(system),
        'needs ReleaseHash in its Description and its environment',
        ({ properties }) =>
          says(properties.Description, '${ReleaseHash}') &&
          same(at(properties, 'Environment/Variables/RELEASE_HASH'), { Ref: 'ReleaseHash' }),
      ),
      ...wrong(
        versions(system),
        'needs ReleaseHash in its Description and CodeSha256',
        ({ properties }) =>
          says(properties.Description, '${ReleaseHash}') &&
          same(properties.CodeSha256, { Ref: 'CodeSha256' }),
      ),
    ],
    twins: [
      { breaks: 'the function does not say it', mutate: put(`${FUNCTION}/Properties/Description`, 'Files') },
      {
        breaks: 'a release changes nothing that Lambda compares',
        mutate: drop(`${FUNCTION}/Properties/Environment/Variables/RELEASE_HASH`),
      },
      { breaks: 'the version does not say it', mutate: drop(`${VERSION}/Properties/Description`) },
      { breaks: 'the version takes any code', mutate: drop(`${VERSION}/Properties/CodeSha256`) },
    ],
  },
  {
    id: 'aws-6',
    title: 'versions are kept',
    check: (system) =>
      wrong(versions(system), 'needs DeletionPolicy and UpdateReplacePolicy Retain', ({ resource }) =>
        [resource.DeletionPolicy, resource.UpdateReplacePolicy].every((policy) => policy === 'Retain'),
      ),
    twins: [
      { breaks: 'a replaced one is deleted', mutate: drop(`${VERSION}/UpdateReplacePolicy`) },
      { breaks: 'a removed one is deleted', mutate: put(`${VERSION}/DeletionPolicy`, 'Delete') },
    ],
  },
  {
    id: 'aws-7',
    title: 'every function has exactly one alias, live, on its own version',
    check: (system) =>
      wrong(functions(system), 'needs one alias named live on its version', (found) =>
        hasLiveAlias(system, found),
      ),
    twins: [
      { breaks: 'there is no alias', mutate: drop(ALIAS) },
      { breaks: 'it has another name', mutate: put(`${ALIAS}/Properties/Name`, 'current') },
      { breaks: 'it names no version', mutate: put(`${ALIAS}/Properties/FunctionVersion`, '$LATEST') },
    ],
  },
  {
    id: 'aws-12',
    title: 'every function logs JSON into a log group of its template',
    check: (system) =>
      wrong(functions(system), 'needs LogFormat JSON and a LogGroup of this template', (found) => {
        const group = String(at(found.properties, 'LoggingConfig/LogGroup/Ref'));
        return (
          at(found.properties, 'LoggingConfig/LogFormat') === 'JSON' &&
          found.template.Resources[group]?.Type === 'AWS::Logs::LogGroup'
        );
      }),
    twins: [
      { breaks: 'it logs text', mutate: put(`${FUNCTION}/Properties/LoggingConfig/LogFormat`, 'Text') },
      {
        breaks: 'Lambda makes the group',
        mutate: drop(`${FUNCTION}/Properties/LoggingConfig/LogGroup`),
      },
    ],
  },
  {
    id: 'aws-15',
    title: 'time-out, memory and storage are stated and within their bounds',
    check: (system) =>
      wrong(
        functions(system),
        'needs Timeout, MemorySize to 1769, EphemeralStorage 512 to 10240',
        (found) => {
          const { Timeout, MemorySize, EphemeralStorage } = found.properties;
          const storage = Number(at(EphemeralStorage, 'Size'));
          return (
            Number(defaultOf(found, Timeout)) > 0 &&
            Number(defaultOf(found, MemorySize)) <= ONE_PROCESSOR_IN_MB &&
            storage >= 512 &&
            storage <= 10240
          );
        },
      ),
    twins: [
      { breaks: 'the time-out is left open', mutate: drop(`${FUNCTION}/Properties/Timeout`) },
      {
        breaks: 'the memory is large by default',
        mutate: put('templates/lambda/Parameters/MemorySizeInMB/Default', 3008),
      },
      { breaks: 'the storage is left open', mutate: drop(`${FUNCTION}/Properties/EphemeralStorage`) },
    ],
  },
  {
    id: 'aws-22',
    title: 'reserved concurrency, where it is set, is not below what the triggers ask for',
    check: (system) =>
      wrong(functions(system), 'reserves less than its triggers ask for', (found) => {
        const { ReservedConcurrentExecutions: reserved } = found.properties;
        const triggers = resources(system, 'AWS::Lambda::EventSourceMapping');
        const asked = triggers
          .filter(({ stack }) => stack === found.stack)
          .flatMap(({ template: { Parameters } }) => list(Parameters.MaximumConcurrency?.Default))
          .reduce((sum: number, value) => sum + Number(value), 0);
        return reserved === undefined || Number(defaultOf(found, reserved)) >= asked;
      }),
    twins: [
      {
        breaks: 'it reserves four for five',
        mutate: put(`${FUNCTION}/Properties/ReservedConcurrentExecutions`, 4),
      },
    ],
  },
];
