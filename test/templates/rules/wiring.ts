// Rules for how the stacks hang together.
import { at, copy, drop, importsOf, parts, put, same, target, template } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System, Template } from '../../support/load-template.ts';

/** The stacks in deploy order, with the outputs that others may rely on. */
const OUTPUTS: Record<string, readonly string[]> = {
  bootstrap: [
    'PermissionsBoundaryArn',
    'RolePath',
    'PipelineRoleArn',
    'BuildRoleArn',
    'ReleaseRoleArn',
    'DeployRoleArn',
    'PipelineDeployRoleArn',
    'ConnectionArn',
  ],
  'artifact-bucket': ['ArtifactBucketName'],
  sns: ['ResultsTopicArn', 'AlertsTopicArn'],
  'source-bucket': ['SourceBucketName'],
  'reports-bucket': ['ReportsBucketName'],
  dynamodb: ['FilesTableName', 'FilesTableArn'],
  sqs: [
    'FileQueueArn',
    'FileQueueUrl',
    'FileDeadLetterQueueArn',
    'FileDeadLetterQueueUrl',
    'ParkedQueueArn',
    'ParkedQueueUrl',
  ],
  lambda: ['ProcessFileFunctionName', 'ProcessFileAliasArn'],
  redrive: ['RedriveFunctionName'],
  reconcile: ['ReconcileFunctionName'],
  'daily-report': ['DailyReportFunctionName'],
  digest: ['NotifyDigestFunctionName'],
  slack: ['NotifySlackFunctionName'],
  monitoring: ['DashboardName', 'DashboardUrl'],
  pipeline: ['PipelineName', 'PipelineUrl'],
};

/** Full name -> stack that exports it. */
function exportsOf(system: System): Map<string, string> {
  return new Map(
    Object.entries(system.templates).flatMap(([stack, { Outputs }]) =>
      Object.entries(Outputs)
        .filter(([, output]) => output.Export)
        .map(([key]) => [`${stack}-${key}`, stack] as const),
    ),
  );
}

function wrongImports(system: System): string[] {
  const exports = exportsOf(system);
  const order = Object.keys(system.templates);
  return importsOf(system).flatMap(({ stack, name }) => {
    const from = exports.get(name);
    if (from === undefined) return [`${stack} imports ${name}, which nobody exports`];
    return order.indexOf(from) < order.indexOf(stack) ? [] : [`${stack} imports ${name} from below`];
  });
}

/** The tools hand these over as parameters, so that the stacks also deploy where there is no bootstrap stack. */
const READ_BY_TOOLS = ['bootstrap-PermissionsBoundaryArn', 'bootstrap-RolePath'];

function unusedExports(system: System): string[] {
  const imported = new Set(importsOf(system).map(({ name }) => name));
  return [...exportsOf(system).keys()]
    .filter((name) => !imported.has(name) && !READ_BY_TOOLS.includes(name))
    .map((name) => `nobody imports ${name}; it is an output without an export`);
}

/** What may be exported: nothing whose name changes from release to release. */
const EXPORTABLE = [
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::Lambda::Alias',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
  'AWS::CodeConnections::Connection',
];

/** Types of the resources that a value is made of. */
function typesIn(value: unknown, { Resources }: Template): string[] {
  return [...parts(value)].flatMap(({ node }) => Resources[String(target(node))]?.Type ?? []);
}

/** Made of what may be exported, or of names alone. */
function isExportable(value: unknown, own: Template): boolean {
  const types = typesIn(value, own);
  return types.length > 0
    ? types.every((type) => EXPORTABLE.includes(type))
    : template(value) === '/${ProjectName}-${EnvironmentName}/';
}

function wrongOutputs(system: System): string[] {
  return Object.entries(system.templates).flatMap(([stack, own]) =>
    Object.entries(own.Outputs).flatMap(([key, { Description, Value, Export }]) => {
      const where = `${stack}/${key}`;
      return [
        ...(Description ? [] : [`${where} has no description`]),
        ...(!Export || template(Export.Name) === `\${AWS::StackName}-${key}`
          ? []
          : [`${where} has another export name`]),
        ...(!Export || isExportable(Value, own) ? [] : [`${where} exports ${typesIn(Value, own).join(' ')}`]),
      ];
    }),
  );
}

export const WIRING_RULES: readonly Rule[] = [
  {
    id: 'aws-52',
    title: 'every import is an export of a stack above, every export is imported and never changes its name',
    check: (system) => [...wrongImports(system), ...unusedExports(system), ...wrongOutputs(system)],
    twins: [
      { breaks: 'an export is gone', mutate: drop('templates/sns/Outputs/ResultsTopicArn/Export') },
      {
        breaks: 'an import is misspelt',
        mutate: put(
          'templates/lambda/Resources/FileQueueEventSourceMapping/Properties/EventSourceArn/Fn::ImportValue/Fn::Sub',
          '${ProjectName}-${EnvironmentName}-sqs-FilesQueueArn',
        ),
      },
      {
        breaks: 'a stack imports from below',
        mutate: put('templates/sns/Resources/AlertsTopic/Properties/DisplayName', {
          'Fn::ImportValue': { 'Fn::Sub': '${ProjectName}-${EnvironmentName}-sqs-FileQueueArn' },
        }),
      },
      {
        breaks: 'an export has no importer',
        mutate: put('templates/lambda/Outputs/ProcessFileAliasArn/Export', {
          Name: { 'Fn::Sub': '${AWS::StackName}-ProcessFileAliasArn' },
        }),
      },
      {
        breaks: 'an export has another name',
        mutate: put('templates/sqs/Outputs/FileQueueArn/Export/Name', 'file-queue'),
      },
      {
        breaks: 'a version is exported',
        mutate: put('templates/sqs/Resources/FileQueue/Type', 'AWS::Lambda::Version'),
      },
    ],
  },
  {
    id: 'aws-53',
    title: 'GetStackOutput stands only where CloudFormation can resolve it',
    check: (system) =>
      Object.entries(system.templates).flatMap(([stack, template]) =>
        [...parts(template)]
          .filter(({ node }) => at(node, 'Fn::GetStackOutput') !== undefined)
          .filter(({ path }) => /^(Outputs|Conditions)|Fn::(Sub|Base64|ImportValue)/.test(path))
          .map(({ path }) => `${stack}/${path} has a GetStackOutput that fails`),
      ),
    twins: [
      {
        breaks: 'an output is one',
        mutate: put('templates/sqs/Outputs/ParkedQueueUrl/Value', {
          'Fn::GetStackOutput': { StackName: 'other', OutputName: 'Url' },
        }),
      },
    ],
  },
  {
    id: 'wiring-1',
    title: 'the stacks are those of the design, in its order, with its outputs',
    check: (system) => {
      const shorts = Object.keys(system.templates);
      const inOrder = Object.keys(OUTPUTS).filter((short) => shorts.includes(short));
      return [
        ...(same(shorts, inOrder) ? [] : [`the order is ${shorts.join(' ')}`]),
        ...Object.entries(system.templates)
          .filter(
            ([short, { Outputs }]) => !same(Object.keys(Outputs).sort(), [...(OUTPUTS[short] ?? [])].sort()),
          )
          .map(([short]) => `${short} has other outputs`),
      ];
    },
    twins: [
      { breaks: 'an output is missing', mutate: drop('templates/sqs/Outputs/ParkedQueueUrl') },
      {
        breaks: 'there is one more',
        mutate: copy('templates/sns/Outputs/AlertsTopicArn', 'templates/sns/Outputs/AlertsTopicName'),
      },
      { breaks: 'there is another stack', mutate: copy('templates/sns', 'templates/chat') },
      {
        breaks: 'the order is another',
        mutate: ({ templates }) => {
          const { sns, ...others } = templates;
          for (const short of Object.keys(templates)) delete templates[short];
          Object.assign(templates, others, { sns });
        },
      },
    ],
  },
];
