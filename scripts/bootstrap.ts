// Usage: npm run bootstrap -- --environment NAME --repository owner/name   sets up the pipeline of an environment, once.
import { createCommand, resolveTarget, runCli, type Target, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { confirm } from './lib/confirm.ts';
import { deployBootstrap } from './lib/bootstrap/deploy-bootstrap.ts';
import { givenParameters, type Given } from './lib/bootstrap/given.ts';
import { BOOTSTRAP_ORDER, planBootstrap, type BootstrapPlan } from './lib/bootstrap/plan-bootstrap.ts';
import { findWhereabouts } from './lib/bootstrap/whereabouts.ts';
import type { DeployedStack } from './lib/deploy-stack.ts';
import { REPOSITORY } from './lib/plan.ts';
import type { Session } from './lib/session.ts';

interface Options extends TargetOptions, Given {
  dryRun?: boolean;
  adopt?: boolean;
  yes?: boolean;
}

const command = createCommand(
  'bootstrap',
  'Deploys artifact bucket, bootstrap and pipeline; from then on a push deploys everything else.',
)
  .option('--repository <owner/name>', 'the repository that the pipeline follows')
  .option('--branch <name>', 'the branch that is deployed (default: "main")')
  .option('--connection <arn>', 'use this connection instead of making one')
  .option('--approval', 'let a person approve every run before it deploys')
  .option('--no-approval', 'let runs deploy by themselves')
  .option('--adopt', 'take an artifact bucket that an earlier destroy kept into the new stack')
  .option('--dry-run', 'show the changes and make none')
  .option('--yes', 'do not ask');

function describePlan(plan: BootstrapPlan, target: Target): string {
  const stacks = BOOTSTRAP_ORDER.map((short) => {
    const { plan: stack, before } = plan[short];
    return `  ${stack.stackName} (${before ? 'exists' : 'new'})`;
  });
  const { FullRepositoryId, BranchName = 'main', EnableApproval } = plan.pipeline.plan.parameters;
  const approval = EnableApproval === 'true' ? ', after the approval of a person' : '';
  return (
    `These stacks will be as the templates here say:\n${stacks.join('\n')}\n` +
    `A push to ${BranchName} of ${FullRepositoryId} will then deploy ${target.projectName}-${target.environmentName}${approval}.`
  );
}

function summarise(deployed: readonly DeployedStack[], plan: BootstrapPlan, dryRun: boolean): string {
  const changed = deployed.filter((stack) => stack.changed).map(({ short }) => short);
  const verb = dryRun ? 'would change' : 'changed';
  const sum = `${deployed.length} stacks, ${changed.length === 0 ? `none ${verb}` : `${verb}: ${changed.join(', ')}`}.`;
  const url = deployed.at(-1)?.outputs.PipelineUrl;
  if (dryRun || plan.pipeline.before || url === undefined) return sum;
  return `${sum}\nThe first run of the pipeline has begun: ${url}`;
}

async function bootstrap(session: Session, options: Options): Promise<void> {
  const { target, clients } = session;
  const { dryRun = false, adopt = false, yes = false } = options;
  const plan = await planBootstrap(clients, { source: REPOSITORY, target, given: givenParameters(options) });
  const { accountId, region } = await findWhereabouts(clients, plan['artifact-bucket'].plan);
  console.log(`Account ${accountId}, region ${region}.`);
  console.log(describePlan(plan, target));
  if (!dryRun) {
    await confirm({
      text: `This is the environment ${target.environmentName}.`,
      answer: target.environmentName,
      yes,
    });
  }
  console.log(summarise(await deployBootstrap(session, { plan, dryRun, adopt, yes }), plan, dryRun));
}

await runCli(async () => {
  const options = command.parse().opts<Options>();
  // What can be wrong without asking AWS is told without credentials.
  givenParameters(options);
  const target = await resolveTarget(options);
  const clients = await createClients();
  try {
    await bootstrap({ clients, target, onProgress: (line) => console.log(line) }, options);
  } finally {
    closeClients(clients);
  }
});
