// THE list of stacks, in deploy order: an import only ever points up. Deploy, start, destroy and the tests read it.

/** Parameters whose values are made by the build, not by people. */
export type ToolParameter = 'CodeKey' | 'CodeSha256' | 'ReleaseHash';

export interface StackDefinition {
  /** Stack name is `<project>-<environment>-<short>`. */
  short: string;
  /** Path of the template from the root of the repository. */
  template: string;
  /** Name of the function that the stack holds: its handler is lambda/handlers/<name>.ts. */
  functionName?: string;
  toolParameters: readonly ToolParameter[];
}

const infrastructure = (short: string): StackDefinition => ({
  short,
  template: `templates/${short}.yaml`,
  toolParameters: [],
});

const code = (short: string, functionName: string): StackDefinition => ({
  short,
  template: `templates/${short}.yaml`,
  functionName,
  toolParameters: ['CodeKey', 'CodeSha256', 'ReleaseHash'],
});

export const STACKS: readonly StackDefinition[] = [
  infrastructure('artifact-bucket'),
  infrastructure('sns'),
  infrastructure('source-bucket'),
  infrastructure('reports-bucket'),
  infrastructure('dynamodb'),
  infrastructure('sqs'),
  code('lambda', 'process-file'),
  code('redrive', 'redrive'),
  code('reconcile', 'reconcile'),
  code('daily-report', 'daily-report'),
  code('digest', 'notify-digest'),
  code('slack', 'notify-slack'),
  infrastructure('monitoring'),
];

/** What brings the others: people deploy both once; afterwards the pipeline updates itself, and bootstrap stays with people. */
export const DELIVERY_STACKS: readonly StackDefinition[] = [
  { short: 'bootstrap', template: 'pipeline/bootstrap.yaml', toolParameters: [] },
  { short: 'pipeline', template: 'pipeline/pipeline.yaml', toolParameters: [] },
];

/** Which set of stacks a command acts on. */
export interface Target {
  projectName: string;
  environmentName: string;
}

/** Full name of a stack. */
export function stackNameOf(target: Target, short: string): string {
  return `${target.projectName}-${target.environmentName}-${short}`;
}

/** Stack tags; CloudFormation puts them on every resource that can carry tags. */
export function stackTags({ projectName, environmentName }: Target): Record<string, string> {
  return { project: projectName, environment: environmentName };
}
