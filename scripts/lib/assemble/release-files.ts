// The files of a release, as text: what the pipeline's later actions read, and nothing else.
import { stackTags, type Target } from '../../stacks.ts';
import type { StackPlan } from '../plan.ts';

/** A stack with all its values, those from the build included. */
export interface ReadyStack {
  plan: StackPlan;
  parameters: Record<string, string>;
}

export interface ReleaseContent {
  target: Target;
  commit: string;
  /** Application stacks. */
  stacks: readonly ReadyStack[];
  /** The pipeline's own stack. */
  pipeline: ReadyStack;
  sbom: string;
  /** The program of the release step: name in the artifact -> content. */
  tool: ReadonlyMap<string, string>;
}

/** What the release step has to find running. */
export interface ReleaseManifest {
  schemaVersion: 1;
  commit: string;
  projectName: string;
  environmentName: string;
  functions: Record<string, ReleasedFunction>;
}

export interface ReleasedFunction {
  /** Short name. */
  stack: string;
  /** Key of the zip in the artifact bucket. */
  codeKey: string;
  /** Base64, as Lambda tells it. */
  codeSha256: string;
  releaseHash: string;
}

const asJson = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;

/** Sorted, so that the same release is the same bytes. */
function sorted(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the CloudFormation action of CodePipeline calls template configuration. */
function configuration(target: Target, { parameters }: ReadyStack): string {
  return asJson({ Parameters: sorted(parameters), Tags: stackTags(target) });
}

function manifestOf({ target, commit, stacks }: ReleaseContent): ReleaseManifest {
  const functions = stacks.flatMap(({ plan: { definition }, parameters }) => {
    const { CodeKey: codeKey = '', CodeSha256: codeSha256 = '', ReleaseHash: releaseHash = '' } = parameters;
    const released = { stack: definition.short, codeKey, codeSha256, releaseHash };
    return definition.functionName === undefined ? [] : [[definition.functionName, released] as const];
  });
  const { projectName, environmentName } = target;
  return { schemaVersion: 1, commit, projectName, environmentName, functions: Object.fromEntries(functions) };
}

/** Path in the artifact -> content. */
export function releaseFiles(content: ReleaseContent): Map<string, string> {
  const { target, stacks, pipeline, sbom, tool } = content;
  const files = new Map(tool);
  for (const stack of [...stacks, pipeline]) {
    const { template, definition } = stack.plan;
    files.set(template.path, template.text);
    files.set(`parameters/${definition.short}.json`, configuration(target, stack));
  }
  files.set('release.json', asJson(manifestOf(content)));
  files.set('sbom.json', sbom);
  return files;
}
