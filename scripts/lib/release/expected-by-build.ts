// What the release step expects to find running when there is no manifest: what this checkout builds now.
import type { Target } from '../../stacks.ts';
import { REPOSITORY, makePlan, type Source } from '../plan.ts';
import { buildFunctions } from '../with-code.ts';
import type { Expected } from './manifest.ts';

/** Builds every function, as a deployment of this checkout would. */
export async function expectedByBuild(target: Target, source: Source = REPOSITORY): Promise<Expected[]> {
  const { stacks } = await makePlan(source, target);
  const builds = await buildFunctions(source, stacks);
  return stacks.flatMap(({ definition: { short, functionName = '' } }) => {
    const built = builds.get(functionName);
    return built ? [{ name: functionName, stack: short, codeSha256: built.sha256Base64 }] : [];
  });
}
