// Deploys all stacks of an environment, or one, in order; functions are built first and uploaded before their stack.
import { buildFunction, describeBuild, type BuiltFunction } from './build/build-function.ts';
import { stopCompiler } from './build/bundle.ts';
import { closeClients, createClients } from './clients.ts';
import { deployStack, type DeployedStack } from './deploy-stack.ts';
import { REPOSITORY, makePlan, type Source, type StackPlan } from './plan.ts';
import { releaseHash } from './release-hash.ts';
import { progressOf, type Session } from './session.ts';
import { artifactBucketOf, codeKey, describeUpload, uploadFunction } from './upload.ts';

export type { DeployedStack } from './deploy-stack.ts';

export interface DeployOptions {
  projectName: string;
  environmentName: string;
  /** Short name of the one stack to deploy. */
  only?: string | undefined;
  /** Show the changes of every stack and execute none. */
  dryRun?: boolean | undefined;
  /** Take kept buckets and tables into new stacks. */
  adopt?: boolean | undefined;
  onProgress: (line: string) => void;
  /** Templates, handlers and parameters of somewhere else; the repository's own by default. */
  source?: Source;
}

type Builds = ReadonlyMap<string, BuiltFunction>;

async function buildFunctions({ root }: Source, stacks: readonly StackPlan[]): Promise<Builds> {
  const names = stacks.flatMap(({ definition }) => definition.functionName ?? []);
  const built = await Promise.all(names.map((name) => buildFunction(root, name)));
  await stopCompiler();
  return new Map(built.map((one) => [one.name, one]));
}

interface Preparation {
  plan: StackPlan;
  builds: Builds;
  dryRun: boolean;
}

/** Adds the values that the build makes, and puts the code where the stack will look for it. */
async function withCode(
  session: Session,
  { plan, builds, dryRun }: Preparation,
): Promise<Record<string, string>> {
  const { definition, parameters, template } = plan;
  const built = builds.get(definition.functionName ?? '');
  if (!built) return parameters;
  const progress = progressOf(session, definition.short);
  progress.line(`built ${describeBuild(built)}`);
  if (!dryRun) {
    const bucket = await artifactBucketOf(session.clients, session.target);
    progress.line(describeUpload(built.name, await uploadFunction(session.clients, bucket, built)));
  }
  const release = { zipSha256Hex: built.sha256Hex, templateText: template.text, parameters };
  const made = { CodeKey: codeKey(built), CodeSha256: built.sha256Base64, ReleaseHash: releaseHash(release) };
  const chosen = definition.toolParameters.map((name) => [name, made[name]] as const);
  return { ...parameters, ...Object.fromEntries(chosen) };
}

/**
 * Deploys the stacks in order, each through a change set, and returns them with their outputs.
 * Wrong names, templates, parameters and code are found before anything is touched. Throws UserError with the next step;
 * what was deployed before the failing stack stays.
 */
export async function deployStacks(options: DeployOptions): Promise<DeployedStack[]> {
  const {
    projectName,
    environmentName,
    dryRun = false,
    adopt = false,
    source = REPOSITORY,
    onProgress,
  } = options;
  const plan = await makePlan(source, options);
  plan.notes.forEach(onProgress);
  const builds = await buildFunctions(source, plan.stacks);
  const clients = await createClients();
  const session: Session = { clients, target: { projectName, environmentName }, onProgress };
  const deployed: DeployedStack[] = [];
  try {
    for (const stack of plan.stacks) {
      const parameters = await withCode(session, { plan: stack, builds, dryRun });
      deployed.push(await deployStack(session, { plan: stack, parameters, dryRun, adopt }));
    }
    return deployed;
  } finally {
    closeClients(clients);
  }
}
