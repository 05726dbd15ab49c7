// Rules for how the pipeline deploys: itself first, then every stack of the list in the order of imports, then the release check.
import { STACKS } from '../../../scripts/stacks.ts';
import { at, copy, drop, importsOf, put, same, template } from '../lookup.ts';
import { actionsOf, deploymentsOf, PIPELINE, pipelineOf, stagesOf, type Action } from '../pipeline-parts.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const STAGES = `${PIPELINE}/Stages`;
const DEPLOY = `${STAGES}/4/Actions`;
/** It comes after all stacks. */
const CHECK = `${DEPLOY}/${STACKS.length}`;
const PREFIX = '${ProjectName}-${EnvironmentName}-';

/** Deployed by their own stages, or by people. */
const OF_DELIVERY = ['bootstrap', 'pipeline'];
const stacksOf = (system: System) =>
  Object.keys(system.templates).filter((stack) => !OF_DELIVERY.includes(stack));

const deployStage = (system: System) => stagesOf(system).find(({ name }) => name === 'Deploy');

const exporterOf = (system: System, name: string) =>
  stacksOf(system).find(
    (stack) =>
      name.startsWith(`${stack}-`) && at(system.templates[stack], `Outputs/${name.slice(stack.length + 1)}`),
  );

/** The earliest number of each stack: one more than the stacks that it imports from. */
function ranksOf(system: System): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const stack of stacksOf(system)) {
    const above = importsOf(system)
      .filter((item) => item.stack === stack)
      .map(({ name }) => ranks.get(exporterOf(system, name) ?? '') ?? 0);
    ranks.set(stack, 1 + Math.max(0, ...above));
  }
  return ranks;
}

function wrongOrder(system: System): string[] {
  const actions = deployStage(system)?.actions ?? [];
  const ranks = ranksOf(system);
  const last = Math.max(...ranks.values()) + 1;
  const stacks = actions.filter(({ provider }) => provider === 'CloudFormation');
  const names = stacks.map(({ name }) => name);
  const others = actions.filter(({ provider }) => provider !== 'CloudFormation');
  const isCheckedLast =
    others.length === 1 &&
    others[0]?.runOrder === last &&
    same(others[0].configuration, { ProjectName: { Ref: 'ReleaseProject' }, PrimarySource: 'Source' }) &&
    same(others[0].inputs, ['Source', 'Release']);
  return [
    ...(same(names, stacksOf(system)) ? [] : [`the stacks of the stage are ${names.join(' ')}`]),
    ...stacks
      .filter(({ name, runOrder }) => runOrder !== ranks.get(name))
      .map(({ name }) => `${name} must have number ${ranks.get(name)}`),
    ...(isCheckedLast ? [] : ['the release check must be the last action of the stage']),
    ...(same(deployStage(system)?.onFailure, { Result: 'ROLLBACK' }) ? [] : ['the stage does not roll back']),
  ];
}

function namesItsStack(action: Action, files: { template: string; parameters: string }): boolean {
  const { configuration, name } = action;
  const short = name === 'UpdatePipeline' ? 'pipeline' : name;
  return (
    configuration.ActionMode === 'CREATE_UPDATE' &&
    template(configuration.StackName) === `${PREFIX}${short}` &&
    configuration.TemplatePath === `Release::${files.template}` &&
    configuration.TemplateConfiguration === `Release::${files.parameters}`
  );
}

function wrongFiles(system: System): string[] {
  return deploymentsOf(system)
    .filter((action) => {
      const isItself = action.name === 'UpdatePipeline';
      const short = isItself ? 'pipeline' : action.name;
      const files = {
        template: `${isItself ? 'pipeline' : 'templates'}/${short}.yaml`,
        parameters: `parameters/${short}.json`,
      };
      return !namesItsStack(action, files);
    })
    .map(({ name }) => `${name} deploys another stack, template or parameter file`);
}

/** Each place of a role, with the export of bootstrap that belongs there. */
function wrongRoles(system: System): string[] {
  const places: [unknown, string][] = [
    [at(pipelineOf(system), 'RoleArn'), 'PipelineRoleArn'],
    [at(system, 'templates/pipeline/Resources/BuildProject/Properties/ServiceRole'), 'BuildRoleArn'],
    [at(system, 'templates/pipeline/Resources/ReleaseProject/Properties/ServiceRole'), 'ReleaseRoleArn'],
    [actionsOf(system)[0]?.configuration.ConnectionArn, 'ConnectionArn'],
    ...deploymentsOf(system).map(({ name, configuration }): [unknown, string] => [
      configuration.RoleArn,
      name === 'UpdatePipeline' ? 'PipelineDeployRoleArn' : 'DeployRoleArn',
    ]),
  ];
  return places
    .filter(
      ([value, name]) => !same(value, { 'Fn::ImportValue': { 'Fn::Sub': `${PREFIX}bootstrap-${name}` } }),
    )
    .map(([, name]) => `something else stands where ${name} of bootstrap belongs`);
}

const STAGE_NAMES = ['Source', 'Build', 'UpdatePipeline', 'Approve', 'Deploy'];

function wrongStages(system: System): string[] {
  const names = stagesOf(system).map(({ name }) => name);
  const conditions = [at(system, `${STAGES}/3/Fn::If/0`), at(system, `${STAGES}/3/Fn::If/2/Ref`)];
  return [
    ...(same(names, STAGE_NAMES) ? [] : [`the stages are ${names.join(' ')}`]),
    ...(same(conditions, ['IsApprovalEnabled', 'AWS::NoValue'])
      ? []
      : ['the approval is not a matter of EnableApproval']),
    ...(at(system, 'templates/pipeline/Parameters/EnableApproval/Default') === 'false'
      ? []
      : ['it waits by default']),
  ];
}

export const DEPLOY_STAGE_RULES: readonly Rule[] = [
  {
    id: 'aws-51',
    title:
      'one stage deploys every stack of the list, each as soon as its imports are there, checks, and rolls back',
    check: wrongOrder,
    twins: [
      { breaks: 'a stack is forgotten', mutate: drop(`${DEPLOY}/${STACKS.length - 1}`) },
      { breaks: 'a stack is deployed twice', mutate: copy(`${DEPLOY}/0`, `${DEPLOY}/${STACKS.length + 1}`) },
      { breaks: 'a stack runs before its imports', mutate: put(`${DEPLOY}/5/RunOrder`, 1) },
      { breaks: 'a stack waits for nothing', mutate: put(`${DEPLOY}/3/RunOrder`, 2) },
      { breaks: 'the check does not wait for all', mutate: put(`${CHECK}/RunOrder`, 3) },
      { breaks: 'there is no check', mutate: drop(CHECK) },
      { breaks: 'the check does not get the release', mutate: drop(`${CHECK}/InputArtifacts/1`) },
      { breaks: 'nothing rolls back', mutate: drop(`${STAGES}/4/OnFailure`) },
      {
        breaks: 'a new import changes the order',
        mutate: put('templates/sns/Resources/AlertsTopic/Properties/DisplayName', {
          'Fn::ImportValue': { 'Fn::Sub': `${PREFIX}artifact-bucket-ArtifactBucketName` },
        }),
      },
    ],
  },
  {
    id: 'pipeline-2',
    title: 'every deployment creates or updates the stack of its name from its own files',
    check: wrongFiles,
    twins: [
      {
        breaks: 'a stack gets the template of another',
        mutate: put(`${DEPLOY}/1/Configuration/TemplatePath`, 'Release::templates/sqs.yaml'),
      },
      {
        breaks: 'a stack gets the parameters of another',
        mutate: put(`${DEPLOY}/1/Configuration/TemplateConfiguration`, 'Release::parameters/sqs.json'),
      },
      {
        breaks: 'the pipeline deploys something else than itself',
        mutate: put(`${STAGES}/2/Actions/0/Configuration/StackName`, { 'Fn::Sub': `${PREFIX}bootstrap` }),
      },
    ],
  },
  {
    id: 'pipeline-3',
    title: 'every role is the one that bootstrap has for it',
    check: wrongRoles,
    twins: [
      {
        breaks: 'the pipeline deploys itself with the role of the stacks',
        mutate: copy(`${DEPLOY}/0/Configuration/RoleArn`, `${STAGES}/2/Actions/0/Configuration/RoleArn`),
      },
      {
        breaks: 'the release check builds',
        mutate: copy(
          'templates/pipeline/Resources/BuildProject/Properties/ServiceRole',
          'templates/pipeline/Resources/ReleaseProject/Properties/ServiceRole',
        ),
      },
    ],
  },
  {
    id: 'pipeline-4',
    title: 'it updates itself before it deploys, and waits for a person only when it is told to',
    check: wrongStages,
    twins: [
      { breaks: 'it never updates itself', mutate: drop(`${STAGES}/2`) },
      { breaks: 'it always waits', mutate: put(`${STAGES}/3/Fn::If/2`, { Name: 'Approve' }) },
      {
        breaks: 'it waits by default',
        mutate: put('templates/pipeline/Parameters/EnableApproval/Default', 'true'),
      },
    ],
  },
];
