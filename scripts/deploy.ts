// Usage: npm run deploy -- [--environment NAME] [--only SHORT] [--dry-run] [--adopt]   deploys the stacks in order.
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { deployStacks, type DeployedStack } from './lib/deploy-stacks.ts';

interface Options extends TargetOptions {
  only?: string;
  dryRun?: boolean;
  adopt?: boolean;
}

const command = createCommand(
  'deploy',
  'Builds the functions and deploys the stacks, in order, through change sets.',
)
  .option('--only <stack>', 'deploy one stack, by its short name')
  .option('--dry-run', 'show the changes and make none')
  .option('--adopt', 'take buckets and tables that an earlier destroy kept into the new stacks');

/** `begun` is what `performance.now()` said when it began. */
function summarise(deployed: readonly DeployedStack[], { dryRun }: Options, begun: number): string {
  const changed = deployed.filter((stack) => stack.changed).map(({ short }) => short);
  const verb = dryRun ? 'would change' : 'changed';
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  return `${deployed.length} stack${deployed.length === 1 ? '' : 's'}, ${changed.length === 0 ? `none ${verb}` : `${verb}: ${changed.join(', ')}`}; ${seconds} s.`;
}

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const target = await resolveTarget(options);
  const { only, dryRun, adopt } = options;
  const begun = performance.now();
  const deployed = await deployStacks({
    ...target,
    only,
    dryRun,
    adopt,
    onProgress: (line) => console.log(line),
  });
  console.log(summarise(deployed, options, begun));
});
