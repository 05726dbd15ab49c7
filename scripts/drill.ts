// Fault drills on the embedded engine: each does something bad to a system of its own and then checks the promise from outside.
// usage: npm run drill [-- --only NAME] [-- --list] [-- --mutant NAME]
// The last line is `N passed, N failed`; exit code 0 only when every drill passed.
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { DRILLS } from './drill/drills/index.ts';
import { runDrills } from './drill/run-drills.ts';
import { mutantNamed } from './prove/mutants.ts';

const command = createPlainCommand(
  'drill',
  'Does bad things to the system and checks that nothing is lost or doubled.',
)
  .option('--only <name>', 'run one drill')
  .option('--list', 'name the drills and run none')
  .option('--mutant <name>', 'break the code as this mutant of the proof does; the drill must fail then')
  .parse();

await runCli(async () => {
  const { only, list, mutant } = command.opts<{ only?: string; list?: boolean; mutant?: string }>();
  if (list) return DRILLS.forEach(({ name, what }) => console.log(`${name}: ${what}`));
  const chosen = DRILLS.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) {
    throw new UserError(
      `There is no drill "${only}"; there are: ${DRILLS.map(({ name }) => name).join(', ')}.`,
    );
  }
  await runDrills(chosen, mutant === undefined ? undefined : mutantNamed(mutant));
});
