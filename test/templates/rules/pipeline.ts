// Rules for the pipeline: its kind, its triggers, and what its actions may be.
import { at, drop, list, parts, put, same, template } from '../lookup.ts';
import { actionsOf, deploymentsOf, PIPELINE, pipelineOf, stagesOf, type Action } from '../pipeline-parts.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const STAGES = `${PIPELINE}/Stages`;
const DEPLOY = `${STAGES}/4/Actions`;
const PUSH = `${PIPELINE}/Triggers/0/GitConfiguration/Push`;
const UPDATE = `${STAGES}/2/Actions/0/Configuration`;

const PREFIX = '${ProjectName}-${EnvironmentName}-';

/** CodePipeline quotas: filters of a trigger, patterns of one kind, characters of a pattern. */
const MOST_FILTERS = 3;
const MOST_PATTERNS = 8;
const LONGEST_PATTERN = 255;
/** ParameterOverrides, as one JSON text. */
const MOST_OVERRIDES_IN_BYTES = 1_024;

function wrongKind(system: System): string[] {
  const wanted = { PipelineType: 'V2', ExecutionMode: 'QUEUED', RestartExecutionOnUpdate: true };
  return Object.entries(wanted)
    .filter(([property, value]) => at(pipelineOf(system), property) !== value)
    .map(([property, value]) => `${property} must be ${String(value)}`);
}

const isPattern = (pattern: unknown) =>
  typeof pattern === 'string' ? pattern.length <= LONGEST_PATTERN : same(pattern, { Ref: 'BranchName' });

function wrongTriggers(system: System): string[] {
  const sources = actionsOf(system).filter(({ category }) => category === 'Source');
  return list(at(pipelineOf(system), 'Triggers')).flatMap((trigger, index) => {
    const git = at(trigger, 'GitConfiguration');
    const filters = list(at(git, 'Push'));
    const patterns = [...parts(filters)].filter(({ path }) => /(Includes|Excludes)$/.test(path));
    const isSource = sources.some(({ name }) => name === at(git, 'SourceActionName'));
    const isSmall =
      filters.length <= MOST_FILTERS &&
      patterns.every(({ node }) => list(node).length <= MOST_PATTERNS && list(node).every(isPattern));
    // Without a branch, a push to any branch would be deployed.
    const isOneBranch = filters.every((filter) =>
      same(at(filter, 'Branches/Includes'), [{ Ref: 'BranchName' }]),
    );
    const where = `trigger ${index + 1}`;
    return [
      ...(isSource ? [] : [`${where} names no source action`]),
      ...(filters.length > 0 && isSmall ? [] : [`${where} has no filters, too many or too long ones`]),
      ...(isOneBranch ? [] : [`${where} lets another branch in`]),
    ];
  });
}

function isDeployedRightly({ configuration, inputs }: Action): boolean {
  const files = [configuration.TemplatePath, configuration.TemplateConfiguration].map(String);
  return (
    configuration.RoleArn !== undefined &&
    (template(configuration.StackName) ?? '').startsWith(PREFIX) &&
    String(configuration.Capabilities).includes('CAPABILITY_IAM') &&
    files.every((file) => inputs.some((input) => file.startsWith(`${input}::`)))
  );
}

function wrongDeployments(system: System): string[] {
  return deploymentsOf(system)
    .filter((action) => !isDeployedRightly(action))
    .map(
      ({ stage, name }) =>
        `${stage}/${name} needs role, prefixed stack name, capabilities, and files of its inputs`,
    );
}

function wrongOverrides(system: System): string[] {
  return deploymentsOf(system).flatMap(({ name, configuration }) => {
    const text = template(configuration.ParameterOverrides);
    if (configuration.ParameterOverrides === undefined) return [];
    const values = JSON.parse(text ?? 'null') as Record<string, unknown> | null;
    const known = Object.keys(
      system.templates[name === 'UpdatePipeline' ? 'pipeline' : name]?.Parameters ?? {},
    );
    const isKnown = values !== null && Object.keys(values).every((key) => known.includes(key));
    // A reference can become longer; so none may stand there.
    const isSmall = Buffer.byteLength(text ?? '') < MOST_OVERRIDES_IN_BYTES && !text?.includes('${');
    return isKnown && isSmall ? [] : [`${name} overrides unknown parameters, or too much`];
  });
}

const SAFE_MODES = ['CREATE_UPDATE', 'CHANGE_SET_REPLACE', 'CHANGE_SET_EXECUTE'];

function wrongActions(system: System): string[] {
  return actionsOf(system)
    .filter(
      ({ provider, configuration }) =>
        provider === 'Commands' ||
        (provider === 'CloudFormation' && !SAFE_MODES.includes(String(configuration.ActionMode))),
    )
    .map(({ stage, name }) => `${stage}/${name} may delete a stack, or runs with the rights of the pipeline`);
}

/** Every artifact is made by an earlier action, and nobody makes one twice. */
function wrongArtifacts(system: System): string[] {
  const made = new Set<string>();
  return stagesOf(system).flatMap(({ actions }) => {
    const missing = actions.flatMap(({ stage, name, inputs }) =>
      inputs
        .filter((input) => !made.has(input))
        .map((input) => `${stage}/${name} takes ${input}, which nobody has made`),
    );
    const outputs = actions.flatMap((action) => action.outputs);
    const again = outputs.filter((output) => made.has(output)).map((output) => `${output} is made twice`);
    outputs.forEach((output) => made.add(output));
    return [...missing, ...again];
  });
}

export const PIPELINE_RULES: readonly Rule[] = [
  {
    id: 'aws-45',
    title: 'the pipeline is V2, takes one push after the other, and begins again when it has changed itself',
    check: wrongKind,
    twins: [
      { breaks: 'it is V1', mutate: put(`${PIPELINE}/PipelineType`, 'V1') },
      { breaks: 'executions run side by side', mutate: put(`${PIPELINE}/ExecutionMode`, 'PARALLEL') },
      { breaks: 'a change of itself ends it', mutate: drop(`${PIPELINE}/RestartExecutionOnUpdate`) },
    ],
  },
  {
    id: 'aws-46',
    title: 'the trigger names the source action, one branch, and few short patterns',
    check: wrongTriggers,
    twins: [
      {
        breaks: 'the action has another name',
        mutate: put(`${PIPELINE}/Triggers/0/GitConfiguration/SourceActionName`, 'GitHub'),
      },
      { breaks: 'any branch is deployed', mutate: drop(`${PUSH}/0/Branches`) },
      {
        breaks: 'there are nine patterns',
        mutate: put(`${PUSH}/0/FilePaths/Excludes`, Array(9).fill('docs/**')),
      },
      { breaks: 'a pattern is long', mutate: put(`${PUSH}/0/FilePaths/Excludes/0`, 'x'.repeat(256)) },
      {
        breaks: 'there are four filters',
        mutate: put(PUSH, Array(4).fill({ Branches: { Includes: [{ Ref: 'BranchName' }] } })),
      },
    ],
  },
  {
    id: 'aws-47',
    title: 'every deployment has a role, a stack of this environment, capabilities, and files of its inputs',
    check: wrongDeployments,
    twins: [
      { breaks: 'it uses the role of the pipeline', mutate: drop(`${DEPLOY}/0/Configuration/RoleArn`) },
      {
        breaks: 'the stack has another prefix',
        mutate: put(`${DEPLOY}/0/Configuration/StackName`, 'artifact-bucket'),
      },
      { breaks: 'roles cannot be made', mutate: drop(`${DEPLOY}/6/Configuration/Capabilities`) },
      {
        breaks: 'a file comes from nowhere',
        mutate: put(`${UPDATE}/TemplatePath`, 'Build::pipeline/pipeline.yaml'),
      },
      { breaks: 'an input is missing', mutate: drop(`${DEPLOY}/3/InputArtifacts`) },
    ],
  },
  {
    id: 'aws-48',
    title: 'parameters come from files; what overrides them is known and small',
    check: wrongOverrides,
    twins: [
      {
        breaks: 'one is unknown',
        mutate: put(`${DEPLOY}/1/Configuration/ParameterOverrides`, '{"Email":"a@example.com"}'),
      },
      {
        breaks: 'it is too large',
        mutate: put(`${DEPLOY}/1/Configuration/ParameterOverrides`, `{"AlertsEmail":"${'x'.repeat(1_024)}"}`),
      },
    ],
  },
  {
    id: 'aws-50',
    title: 'no action may delete a stack or run code of the repository with the rights of the pipeline',
    check: wrongActions,
    twins: [
      { breaks: 'one replaces', mutate: put(`${DEPLOY}/4/Configuration/ActionMode`, 'REPLACE_ON_FAILURE') },
      { breaks: 'one deletes', mutate: put(`${DEPLOY}/4/Configuration/ActionMode`, 'DELETE_ONLY') },
      {
        breaks: 'one runs commands',
        mutate: put(`${STAGES}/1/Actions/0/ActionTypeId`, { Category: 'Compute', Provider: 'Commands' }),
      },
    ],
  },
  {
    id: 'pipeline-1',
    title: 'every artifact is made before it is taken, and once',
    check: wrongArtifacts,
    twins: [
      { breaks: 'nobody builds', mutate: drop(`${STAGES}/1`) },
      {
        breaks: 'the source is made again',
        mutate: put(`${STAGES}/1/Actions/0/OutputArtifacts/0/Name`, 'Source'),
      },
    ],
  },
];
