// Builds the functions of stacks, puts their code where the stacks look for it, and adds the values that this makes.
import { buildFunction, describeBuild, type BuiltFunction } from './build/build-function.ts';
import { stopCompiler } from './build/bundle.ts';
import type { Source, StackPlan } from './plan.ts';
import { chooseReleaseHash, claimBy, deployedHash, peekBy, type Claim } from './release-marks.ts';
import { progressOf, type Session } from './session.ts';
import { readStack } from './stack-state.ts';
import { artifactBucketOf, codeKey, describeUpload, findArtifactBucket, uploadFunction } from './upload.ts';

/** Function -> its code. */
export type Builds = ReadonlyMap<string, BuiltFunction>;

/** Builds the functions of all stacks that have one. */
export async function buildFunctions({ root }: Source, stacks: readonly StackPlan[]): Promise<Builds> {
  const names = stacks.flatMap(({ definition }) => definition.functionName ?? []);
  const built = await Promise.all(names.map((name) => buildFunction(root, name)));
  await stopCompiler();
  return new Map(built.map((one) => [one.name, one]));
}

/** Uploads the code, unless it is a dry run, and returns who decides about release hashes. */
async function placeCode(
  session: Session,
  { plan, built, dryRun }: { plan: StackPlan; built: BuiltFunction; dryRun: boolean },
): Promise<Claim> {
  const { clients, target } = session;
  const { stackName } = plan;
  if (dryRun) {
    const bucket = await findArtifactBucket(clients, target);
    return bucket === undefined ? () => Promise.resolve(true) : peekBy(clients, { bucket, stackName });
  }
  const bucket = await artifactBucketOf(clients, target);
  const uploaded = await uploadFunction(clients, bucket, built);
  progressOf(session, plan.definition.short).line(describeUpload(built.name, uploaded));
  return claimBy(clients, { bucket, stackName });
}

/** All parameter values of a stack, with those that the build makes; the same for a direct deployment and for the pipeline. */
export async function withCode(
  session: Session,
  { plan, builds, dryRun }: { plan: StackPlan; builds: Builds; dryRun: boolean },
): Promise<Record<string, string>> {
  const { definition, parameters, template, stackName } = plan;
  const built = builds.get(definition.functionName ?? '');
  if (!built) return parameters;
  progressOf(session, definition.short).line(`built ${describeBuild(built)}`);
  const claim = await placeCode(session, { plan, built, dryRun });
  const hash = await chooseReleaseHash({
    release: { zipSha256Hex: built.sha256Hex, templateText: template.text, parameters },
    deployed: deployedHash(await readStack(session.clients.cloudFormation, stackName)),
    claim,
  });
  const made = { CodeKey: codeKey(built), CodeSha256: built.sha256Base64, ReleaseHash: hash };
  const chosen = definition.toolParameters.map((name) => [name, made[name]] as const);
  return { ...parameters, ...Object.fromEntries(chosen) };
}
