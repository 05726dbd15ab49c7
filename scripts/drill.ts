// Fault drills on the embedded engine: each does something bad to a system of its own and then checks the promise from outside.
// usage: node_modules/.bin/node scripts/drill.ts [--only NAME] [--list]
// The last line is `N passed, N failed`; exit code 0 only when every drill passed.
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { DRILLS } from './drill/drills/index.ts';
import { runDrills } from './drill/run-drills.ts';

const command = createPlainCommand(
  'drill',
  'Does bad things to the system and checks that nothing is lost or doubled.',
)
  .option('--only <name>', 'run one drill')
  .option('--list', 'name the drills and run none')
  .parse();

await runCli(async () => {
  const { only, list } = command.opts<{ only?: string; list?: boolean }>();
  if (list) return DRILLS.forEach(({ name, what }) => console.log(`${name}: ${what}`));
  const chosen = DRILLS.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) {
    throw new UserError(
      `There is no drill "${only}"; there are: ${DRILLS.map(({ name }) => name).join(', ')}.`,
    );
  }
  await runDrills(chosen);
});
