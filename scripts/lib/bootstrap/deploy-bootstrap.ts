// Deploys artifact bucket, bootstrap and pipeline, in this order, and has the repository connected in between.
import { deployStack, type DeployedStack } from '../deploy-stack.ts';
import type { Session } from '../session.ts';
import { UserError } from '../user-error.ts';
import { awaitHandshake, type Handshake } from './connection.ts';
import type { BootstrapPlan, Planned } from './plan-bootstrap.ts';
import { protect } from './protect.ts';

export interface BootstrapRun {
  plan: BootstrapPlan;
  dryRun: boolean;
  adopt: boolean;
  yes: boolean;
  /** Replaced by tests; asks the person at the terminal. */
  handshake?: (handshake: Handshake) => Promise<void>;
}

const UNKNOWN_TYPE = /Unrecognized resource types: \[([^\]]+)\]/;

/** The embedded engine knows neither pipelines nor connections, and says so of the whole template. */
function explainUnknownType(error: unknown): never {
  const types = UNKNOWN_TYPE.exec(error instanceof Error ? error.message : '')?.[1];
  if (types === undefined) throw error;
  throw new UserError(
    `This endpoint does not know ${types}: only AWS itself can run the pipeline there. ` +
      'On one machine use `npm start` and `git push` to .local/repository.git, which runs the same pipeline.',
    { cause: error },
  );
}

async function deployOne(session: Session, { plan }: Planned, run: BootstrapRun): Promise<DeployedStack> {
  const { dryRun, adopt } = run;
  try {
    return await deployStack(session, { plan, parameters: plan.parameters, dryRun, adopt });
  } catch (error) {
    return explainUnknownType(error);
  }
}

/** There is a pipeline already, or the person brought a connection of their own: then nobody has to be waited for. */
async function connect(
  { plan, yes, handshake = awaitHandshake }: BootstrapRun,
  deployed: DeployedStack,
): Promise<void> {
  const { bootstrap, pipeline } = plan;
  if (pipeline.before || bootstrap.plan.parameters.ConnectionArn) return;
  const arn = deployed.outputs.ConnectionArn ?? '';
  await handshake({ arn, wasThere: bootstrap.before?.outputs.ConnectionArn === arn, yes });
}

/**
 * Deploys the three stacks through change sets and protects the two that the others need. The pipeline comes last and only
 * when the connection is said to be available, because its first run begins the moment it is created.
 */
export async function deployBootstrap(session: Session, run: BootstrapRun): Promise<DeployedStack[]> {
  const { plan, dryRun } = run;
  const bucket = await deployOne(session, plan['artifact-bucket'], run);
  if (!dryRun) await protect(session, plan['artifact-bucket'].plan);
  const bootstrap = await deployOne(session, plan.bootstrap, run);
  if (!dryRun) {
    await protect(session, plan.bootstrap.plan);
    await connect(run, bootstrap);
  }
  return [bucket, bootstrap, await deployOne(session, plan.pipeline, run)];
}
