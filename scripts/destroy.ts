// Usage: npm run destroy -- [--environment NAME] [--delete-data] [--yes]   deletes the stacks in reverse order, keeps the data.
import { createCommand, resolveTarget, runCli, type Target, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { confirm } from './lib/confirm.ts';
import type { ExistingData } from './lib/data-resources.ts';
import { allData, destroyStacks, refuseUnsafe } from './lib/destroy-stacks.ts';
import { REPOSITORY, makePlan } from './lib/plan.ts';
import type { Session } from './lib/session.ts';
import { surveyEnvironment, type SurveyedStack } from './lib/survey.ts';

interface Options extends TargetOptions {
  deleteData?: boolean;
  yes?: boolean;
}

const command = createCommand(
  'destroy',
  'Deletes the stacks of an environment; buckets and the table are kept.',
)
  .option('--delete-data', 'delete buckets and table too, with everything in them')
  .option('--yes', 'do not ask');

const namesOf = (data: readonly ExistingData[]) => data.map(({ name }) => `  ${name}`).join('\n');

async function ask(target: Target, surveyed: readonly SurveyedStack[], options: Options): Promise<void> {
  const { environmentName } = target;
  const { deleteData = false, yes = false } = options;
  const stacks = surveyed.filter(({ state }) => state).map(({ plan }) => `  ${plan.stackName}`);
  const data = allData(surveyed);
  const text =
    stacks.length > 0
      ? `These stacks will be deleted:\n${stacks.toReversed().join('\n')}`
      : 'There is no stack left.';
  const fate =
    data.length === 0 ? '' : `\nThis data will be ${deleteData ? 'DELETED' : 'kept'}:\n${namesOf(data)}`;
  console.log(text + fate);
  await confirm({ text: `This is the environment ${environmentName}.`, answer: environmentName, yes });
  if (!deleteData || data.length === 0) return;
  await confirm({
    text: 'The data cannot be brought back.',
    answer: `delete data of ${environmentName}`,
    yes,
  });
}

function tellKept(target: Target, kept: readonly ExistingData[]): void {
  if (kept.length === 0) return;
  const { projectName, environmentName } = target;
  console.log(
    `Kept:\n${namesOf(kept)}\n` +
      `\`npm run deploy -- --project ${projectName} --environment ${environmentName} --adopt\` takes this data into new stacks;\n` +
      '`npm run destroy` with --delete-data deletes it.',
  );
}

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const target = await resolveTarget(options);
  const plan = await makePlan(REPOSITORY, target);
  const clients = await createClients();
  const session: Session = { clients, target, onProgress: (line) => console.log(line) };
  try {
    const surveyed = await surveyEnvironment(session, plan);
    const isNothing = surveyed.every(({ state, data }) => !state && data.length === 0);
    if (isNothing)
      return console.log(`There is nothing of ${target.projectName}-${target.environmentName} here.`);
    refuseUnsafe(surveyed);
    await ask(target, surveyed, options);
    tellKept(target, await destroyStacks(session, { surveyed, withData: options.deleteData ?? false }));
  } finally {
    closeClients(clients);
  }
});
