// Reads the pipeline and its CodeBuild projects out of their template.
import { createHash } from 'node:crypto';
import type { TemplateDocument } from '../../lib/template.ts';
import { UserError } from '../../lib/user-error.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';
import type { BuildProject, PipelineDefinition } from './definition.ts';
import { createEvaluator, type Evaluator, type Scope } from './evaluate.ts';
import { asRecord, asRecords, asText, type Raw } from './raw.ts';
import { stageOf, triggerOf } from './read-stages.ts';

export interface PipelineTemplate {
  /** Relative to the root of the repository, for messages. */
  path: string;
  document: TemplateDocument;
  stackName: string;
  /** Those given; what is missing has its default. */
  parameters: Readonly<Record<string, string>>;
  exports: Readonly<Record<string, string>>;
}

const PIPELINE = 'AWS::CodePipeline::Pipeline';
const PROJECT = 'AWS::CodeBuild::Project';

/** CodeBuild's own default. */
const DEFAULT_TIMEOUT_IN_MINUTES = 60;

/** What Ref gives of resources that a definition may refer to: the property that names them. */
const NAME_PROPERTIES: Record<string, string> = {
  [PIPELINE]: 'Name',
  [PROJECT]: 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::CodeBuild::ReportGroup': 'Name',
};

/** Evaluates the template. Throws UserError when it holds no pipeline, or something that cannot be evaluated. */
export function readDefinition(template: PipelineTemplate): PipelineDefinition {
  const evaluator = createEvaluator(scopeOf(template));
  const [pipeline, ...more] = resourcesOf(template, evaluator, PIPELINE);
  if (pipeline === undefined || more.length > 0) {
    throw new UserError(
      `${template.path} must hold exactly one ${PIPELINE}; it holds ${pipeline ? more.length + 1 : 0}.`,
    );
  }
  const projects = resourcesOf(template, evaluator, PROJECT).map(({ logicalId, properties }) =>
    projectOf(properties, nameOf(template, evaluator, logicalId) ?? ''),
  );
  const definition = {
    name: nameOf(template, evaluator, pipeline.logicalId) ?? '',
    pipelineType: asText(pipeline.properties.PipelineType) ?? 'V1',
    executionMode: asText(pipeline.properties.ExecutionMode) ?? 'SUPERSEDED',
    stages: asRecords(pipeline.properties.Stages).map(stageOf),
    triggers: asRecords(pipeline.properties.Triggers).map(triggerOf),
    variables: Object.fromEntries(
      asRecords(pipeline.properties.Variables).map(({ Name, DefaultValue }) => [
        asText(Name) ?? '',
        asText(DefaultValue) ?? '',
      ]),
    ),
    projects: Object.fromEntries(projects.map((project) => [project.name, project])),
  };
  return { ...definition, version: versionOf(definition) };
}

function versionOf(definition: object): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12);
}

function scopeOf(template: PipelineTemplate): Scope {
  const { path, document, exports, stackName } = template;
  const scope: Scope = {
    path,
    document,
    exports,
    parameters: parametersOf(template),
    pseudo: {
      'AWS::Region': LOCAL_REGION,
      'AWS::AccountId': LOCAL_ACCOUNT_ID,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:stack/${stackName}/local`,
    },
    attributeOf: (logicalId, attribute) =>
      attributeOf(template, createEvaluator(scope), { logicalId, attribute }),
  };
  return scope;
}

function parametersOf({ path, document, parameters }: PipelineTemplate): Record<string, string> {
  const declared = document.Parameters ?? {};
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined)
    throw new UserError(`${path} has no parameter "${unknown}"; correct the name or remove it.`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { Default }]) => {
      const value = parameters[name] ?? (Default === undefined ? undefined : String(Default));
      if (value === undefined) throw new UserError(`${path} needs a value for the parameter "${name}".`);
      return [name, value];
    }),
  );
}

function attributeOf(
  template: PipelineTemplate,
  evaluator: Evaluator,
  { logicalId, attribute }: { logicalId: string; attribute: string | undefined },
): string | undefined {
  const type = template.document.Resources[logicalId]?.Type;
  const name = nameOf(template, evaluator, logicalId);
  if (attribute === undefined || name === undefined) return name;
  const place = `${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}`;
  if (attribute === 'Arn' && type === PROJECT) return `arn:aws:codebuild:${place}:project/${name}`;
  if (attribute === 'Arn' && type === 'AWS::Logs::LogGroup')
    return `arn:aws:logs:${place}:log-group:${name}:*`;
  return undefined;
}

/** Its name, or one made up where CloudFormation would make one up; undefined for other types of resources. */
function nameOf(template: PipelineTemplate, evaluator: Evaluator, logicalId: string): string | undefined {
  const resource = template.document.Resources[logicalId];
  const property = NAME_PROPERTIES[resource?.Type ?? ''];
  if (property === undefined) return undefined;
  const given = resource?.Properties?.[property];
  if (given === undefined) return `${template.stackName}-${logicalId}`;
  return asText(evaluator.evaluate(given, `Resources.${logicalId}.Properties.${property}`));
}

function resourcesOf(
  { document }: PipelineTemplate,
  evaluator: Evaluator,
  type: string,
): { logicalId: string; properties: Raw }[] {
  return Object.entries(document.Resources).flatMap(([logicalId, { Type, Condition, Properties = {} }]) => {
    const place = `Resources.${logicalId}`;
    if (Type !== type || (Condition !== undefined && !evaluator.isTrue(Condition, place))) return [];
    return [{ logicalId, properties: asRecord(evaluator.evaluate(Properties, `${place}.Properties`)) }];
  });
}

function projectOf(properties: Raw, name: string): BuildProject {
  const environment = asRecord(properties.Environment);
  return {
    name,
    buildspec: asText(asRecord(properties.Source).BuildSpec) ?? 'buildspec.yml',
    image: asText(environment.Image) ?? '',
    computeType: asText(environment.ComputeType) ?? '',
    variables: asRecords(environment.EnvironmentVariables).map(({ Name, Value, Type }) => ({
      name: asText(Name) ?? '',
      value: asText(Value) ?? '',
      type: asText(Type) ?? 'PLAINTEXT',
    })),
    timeoutInMinutes: Number(properties.TimeoutInMinutes ?? DEFAULT_TIMEOUT_IN_MINUTES),
  };
}
