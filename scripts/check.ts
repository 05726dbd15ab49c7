// The checks that need no engine: format, lint, types, unused code, cfn-lint, unit and template tests.
// usage: npm run check [-- --reports DIR]
import { resolve } from 'node:path';
import { createPlainCommand } from './lib/cli.ts';
import { checkGates } from './local/gates.ts';
import { runGates } from './local/run-gates.ts';

const command = createPlainCommand('check', 'Runs the checks that need no engine.').option(
  '--reports <folder>',
  'write junit-unit.xml, junit-templates.xml and the coverage (clover.xml) there',
);

const { reports } = command.parse().opts<{ reports?: string }>();
await runGates(checkGates(reports === undefined ? undefined : resolve(reports)));
