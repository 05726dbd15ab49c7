// The three stacks that people deploy, with the values that were given, written down, or kept from before.
import { stackNameOf, type Target } from '../../stacks.ts';
import type { Clients } from '../clients.ts';
import { keptValues } from '../kept-values.ts';
import { readParameters, type ParameterFile, type ReadParameters } from '../parameters.ts';
import { makePlan, planDelivery, type Source, type StackPlan } from '../plan.ts';
import { readStack, type StackState } from '../stack-state.ts';
import { UserError } from '../user-error.ts';

/** In the order in which they are deployed. */
export const BOOTSTRAP_ORDER = ['artifact-bucket', 'bootstrap', 'pipeline'] as const;

type Short = (typeof BOOTSTRAP_ORDER)[number];

export interface Planned {
  plan: StackPlan;
  /** As it was before; undefined for a stack that was never deployed, whatever an unlucky attempt left of it. */
  before: StackState | undefined;
}

export type BootstrapPlan = Record<Short, Planned>;

interface Wanted {
  source: Source;
  target: Target;
  given: ParameterFile;
}

const NEVER_DEPLOYED = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/** What the file says decides, here and in the pipeline's own runs: another value would be undone by the next run. */
function refuseContradiction(file: ReadParameters, given: ParameterFile): void {
  for (const [short, values] of Object.entries(given)) {
    for (const [name, value] of Object.entries(values)) {
      const written = file.values?.[short]?.[name];
      if (written === undefined || written === value) continue;
      throw new UserError(
        `${file.path} sets ${name} of ${short} to "${written}" and you ask for "${value}"; correct one of them and repeat the command.`,
      );
    }
  }
}

function refuseWithoutRepository(file: ReadParameters, kept: Record<string, string>): void {
  if (file.values?.pipeline?.FullRepositoryId ?? kept.FullRepositoryId) return;
  throw new UserError(
    'Nothing says yet which repository the pipeline shall follow; add --repository owner/name and repeat the command.',
  );
}

/** CloudFormation changes no export that another stack imports; it would say so only half-way. */
function refuseOtherConnection(bootstrap: Planned, pipeline: Planned): void {
  const used = bootstrap.before?.outputs.ConnectionArn;
  const wanted = bootstrap.plan.parameters.ConnectionArn;
  if (!pipeline.before || !used || !wanted || used === wanted) return;
  const { stackName } = pipeline.plan;
  throw new UserError(
    `${stackName} uses the connection ${used}; delete this stack first (it holds no data: ` +
      `\`aws cloudformation delete-stack --stack-name ${stackName}\`), then repeat the command.`,
  );
}

/** Reads templates, parameter values and what is deployed. Throws UserError when something cannot be right. */
export async function planBootstrap(
  clients: Clients,
  { source, target, given }: Wanted,
): Promise<BootstrapPlan> {
  const file = await readParameters(source.root, target.environmentName);
  refuseContradiction(file, given);
  const nameOf = (short: Short) => stackNameOf(target, short);
  const stackBefore = async (short: Short): Promise<StackState | undefined> => {
    const state = await readStack(clients.cloudFormation, nameOf(short));
    return state && NEVER_DEPLOYED.test(state.status) ? undefined : state;
  };
  const planOne = async (short: 'bootstrap' | 'pipeline'): Promise<Planned> => {
    // What is not given again stays as it was deployed, here as in the pipeline's own runs.
    const kept = { ...(await keptValues(clients.cloudFormation, nameOf(short))), ...given[short] };
    if (short === 'pipeline') refuseWithoutRepository(file, kept);
    return { before: await stackBefore(short), plan: await planDelivery(source, target, { short, kept }) };
  };
  const [bucket] = (await makePlan(source, { ...target, only: 'artifact-bucket' })).stacks as [StackPlan];
  const bootstrap = await planOne('bootstrap');
  const pipeline = await planOne('pipeline');
  refuseOtherConnection(bootstrap, pipeline);
  return {
    'artifact-bucket': { plan: bucket, before: await stackBefore('artifact-bucket') },
    bootstrap,
    pipeline,
  };
}
