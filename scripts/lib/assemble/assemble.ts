// From a commit to everything that the pipeline's later actions need: built and uploaded code, templates, values, manifest.
import { join } from 'node:path';
import { stackNameOf, type Target } from '../../stacks.ts';
import { fillFromBootstrap } from '../bootstrap-values.ts';
import { closeClients, createClients } from '../clients.ts';
import { refuseDataLosses } from '../gate/index.ts';
import { keptValues } from '../kept-values.ts';
import { REPOSITORY, makePlan, planDelivery, type Source, type StackPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { buildFunctions, withCode, type Builds } from '../with-code.ts';
import { releaseFiles, type ReadyStack } from './release-files.ts';
import { bundleReleaseTool } from './release-tool.ts';
import { makeSbom } from './sbom.ts';
import { replaceFolder } from './write-folder.ts';

export interface AssembleOptions extends Target {
  /** Full hash of the commit that is built. */
  commit: string;
  onProgress: (line: string) => void;
  /** Templates, handlers and parameters of somewhere else; the repository's own by default. */
  source?: Source;
}

export interface Assembled {
  /** The folder, which is the artifact of the build. */
  folder: string;
  /** Path in it -> content. */
  files: ReadonlyMap<string, string>;
}

/** Where the artifact is made, from the root of the checkout. */
export const RELEASE_FOLDER = 'dist/release';

/** Application stacks, then the pipeline's own, which people gave values to when they deployed it. */
async function planAll(session: Session, source: Source, plans: readonly StackPlan[]): Promise<StackPlan[]> {
  const { target, clients } = session;
  const client = clients.cloudFormation;
  const kept = await keptValues(client, stackNameOf(target, 'pipeline'));
  const pipeline = await planDelivery(source, target, { short: 'pipeline', kept });
  return fillFromBootstrap(client, target, [...plans, pipeline]);
}

/** Nothing is uploaded or marked before every stack has passed the gate. */
async function makeReady(
  session: Session,
  builds: Builds,
  plans: readonly StackPlan[],
): Promise<ReadyStack[]> {
  await refuseDataLosses(session.clients, plans);
  const ready: ReadyStack[] = [];
  for (const plan of plans) {
    ready.push({ plan, parameters: await withCode(session, { plan, builds, dryRun: false }) });
  }
  return ready;
}

/**
 * Builds and uploads the functions and writes the folder of the release; changes no stack. The values are those that
 * `deployStacks` gives. Throws UserError with the next step, and then the former folder is untouched.
 */
export async function assemble(options: AssembleOptions): Promise<Assembled> {
  const { projectName, environmentName, commit, onProgress, source = REPOSITORY } = options;
  const target = { projectName, environmentName };
  const plan = await makePlan(source, target);
  plan.notes.forEach(onProgress);
  const builds = await buildFunctions(source, plan.stacks);
  const [sbom, tool] = await Promise.all([makeSbom(source.root), bundleReleaseTool()]);
  const clients = await createClients();
  const session: Session = { clients, target, onProgress };
  try {
    const ready = await makeReady(session, builds, await planAll(session, source, plan.stacks));
    const pipeline = ready.pop() as ReadyStack;
    const files = releaseFiles({ target, commit, stacks: ready, pipeline, sbom, tool });
    const folder = join(source.root, RELEASE_FOLDER);
    await replaceFolder(folder, files);
    return { folder, files };
  } finally {
    closeClients(clients);
  }
}
