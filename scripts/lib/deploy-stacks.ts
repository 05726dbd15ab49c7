// Deploys all stacks of an environment, or one, in order; functions are built first and uploaded before their stack.
import { fillFromBootstrap } from './bootstrap-values.ts';
import { closeClients, createClients } from './clients.ts';
import { deployStack, type DeployedStack } from './deploy-stack.ts';
import { refuseDataLosses } from './gate/index.ts';
import { REPOSITORY, makePlan, type Source } from './plan.ts';
import { tellPendingSubscriptions } from './pending-subscriptions.ts';
import { putBackDriftOf } from './release/drift.ts';
import type { Session } from './session.ts';
import { buildFunctions, withCode } from './with-code.ts';

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
    const stacks = await fillFromBootstrap(clients.cloudFormation, session.target, plan.stacks);
    await refuseDataLosses(clients, stacks);
    for (const stack of stacks) {
      const parameters = await withCode(session, { plan: stack, builds, dryRun });
      deployed.push(await deployStack(session, { plan: stack, parameters, dryRun, adopt }));
    }
    if (!dryRun) {
      await putBackDriftOf(session, plan.stacks);
      await tellPendingSubscriptions(session, deployed);
    }
    return deployed;
  } finally {
    closeClients(clients);
  }
}
