// What each provider of an action demands: configuration keys, artifacts, sizes. Providers that we do not run are findings.
import type { ActionDefinition, PipelineDefinition } from './definition.ts';
import { checkOverrides } from './parameter-overrides.ts';
import type { Finding } from './validate.ts';

interface Checked {
  definition: PipelineDefinition;
  action: ActionDefinition;
  place: string;
}

interface Provider {
  categories: readonly string[];
  required: readonly string[];
  optional: readonly string[];
  /** Least and most. */
  inputs: readonly [number, number];
  outputs: readonly [number, number];
  check?: (checked: Checked) => string[];
}

// Total of the resolved configuration, and of CodeBuild's EnvironmentVariables ("Quotas", "CodeBuild … action reference").
const MAX_CONFIGURATION_IN_BYTES = 100 * 1024;
const MAX_ENVIRONMENT_VARIABLES_LENGTH = 1000;

/** "Action structure reference"; of CloudFormation what a CREATE_UPDATE takes. */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  CodeStarSourceConnection: {
    categories: ['Source'],
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['OutputArtifactFormat', 'DetectChanges'],
    inputs: [0, 0],
    outputs: [1, 1],
    check: checkSource,
  },
  CodeBuild: {
    categories: ['Build', 'Test'],
    required: ['ProjectName'],
    optional: ['PrimarySource', 'EnvironmentVariables'],
    inputs: [1, 5],
    outputs: [0, 5],
    check: checkBuild,
  },
  CloudFormation: {
    categories: ['Deploy'],
    required: ['ActionMode', 'StackName', 'TemplatePath', 'RoleArn'],
    optional: ['Capabilities', 'TemplateConfiguration', 'ParameterOverrides'],
    inputs: [1, 10],
    outputs: [0, 0],
    check: checkCloudFormation,
  },
  Manual: {
    categories: ['Approval'],
    required: [],
    optional: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
    inputs: [0, 0],
    outputs: [0, 0],
  },
};

/** What is wrong with one action by the rules of its provider. */
export function checkProvider(checked: Checked): Finding[] {
  const { action, place } = checked;
  const provider = Object.hasOwn(PROVIDERS, action.provider) ? PROVIDERS[action.provider] : undefined;
  const messages =
    provider === undefined || action.owner !== 'AWS'
      ? [
          `The local runner has no provider ${action.owner}/${action.provider}; it knows ${Object.keys(PROVIDERS).join(', ')}.`,
        ]
      : [...checkShape(action, provider), ...(provider.check?.(checked) ?? [])];
  return messages.map((message) => ({ place, message }));
}

function checkShape(action: ActionDefinition, provider: Provider): string[] {
  const { configuration, category, inputArtifacts, outputArtifacts } = action;
  const known = [...provider.required, ...provider.optional];
  const size = Buffer.byteLength(JSON.stringify(configuration));
  const messages = [
    !provider.categories.includes(category) &&
      `Category ${category} does not fit ${action.provider}; it is ${provider.categories.join(' or ')}.`,
    ...provider.required.map((key) => !configuration[key] && `The configuration needs ${key}.`),
    ...Object.keys(configuration).map(
      (key) =>
        !known.includes(key) &&
        `The configuration key ${key} is unknown here; ${action.provider} takes ${known.join(', ')}.`,
    ),
    size > MAX_CONFIGURATION_IN_BYTES &&
      `The configuration has ${size} bytes; at most ${MAX_CONFIGURATION_IN_BYTES} are allowed.`,
    countRefusal('input', inputArtifacts.length, provider.inputs),
    countRefusal('output', outputArtifacts.length, provider.outputs),
  ];
  return messages.filter((message) => typeof message === 'string');
}

function countRefusal(kind: string, count: number, [least, most]: readonly [number, number]): string | false {
  if (count >= least && count <= most) return false;
  return `It has ${count} ${kind} artifacts; ${least === most ? least : `${least} to ${most}`} are allowed.`;
}

function checkSource({ action }: Checked): string[] {
  const format = action.configuration.OutputArtifactFormat ?? 'CODE_ZIP';
  return format === 'CODE_ZIP'
    ? []
    : [`OutputArtifactFormat is ${format}; the local runner knows CODE_ZIP only.`];
}

function checkBuild({ definition, action }: Checked): string[] {
  const { ProjectName = '', PrimarySource, EnvironmentVariables = '' } = action.configuration;
  const primary = PrimarySource ?? action.inputArtifacts[0] ?? '';
  const messages = [
    !Object.hasOwn(definition.projects, ProjectName) &&
      `There is no CodeBuild project ${ProjectName} in this template.`,
    action.inputArtifacts.length > 1 &&
      PrimarySource === undefined &&
      'With several inputs it needs PrimarySource.',
    !action.inputArtifacts.includes(primary) && `PrimarySource ${primary} is none of its inputs.`,
    EnvironmentVariables.length > MAX_ENVIRONMENT_VARIABLES_LENGTH &&
      `EnvironmentVariables has ${EnvironmentVariables.length} characters; at most ${MAX_ENVIRONMENT_VARIABLES_LENGTH} are allowed.`,
  ];
  return messages.filter((message) => typeof message === 'string');
}

function checkCloudFormation({ action }: Checked): string[] {
  const { ActionMode, TemplatePath, TemplateConfiguration, ParameterOverrides } = action.configuration;
  return [
    ...(ActionMode === 'CREATE_UPDATE'
      ? []
      : [`ActionMode is ${ActionMode}; the local runner knows CREATE_UPDATE only.`]),
    ...checkPath(action, 'TemplatePath', TemplatePath),
    ...checkPath(action, 'TemplateConfiguration', TemplateConfiguration),
    ...checkOverrides(ParameterOverrides, action.inputArtifacts),
  ];
}

/** `Artifact::path` */
function checkPath({ inputArtifacts }: ActionDefinition, key: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  const [artifact = '', path] = value.split('::');
  if (!path) return [`${key} is "${value}"; write Artifact::path.`];
  return inputArtifacts.includes(artifact)
    ? []
    : [`${key} names the artifact ${artifact}, which is none of its inputs.`];
}
