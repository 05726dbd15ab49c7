// The checks that need no engine: format, lint, types, unused code, cfn-lint, unit and template tests.
// usage: npm run check
import { checkGates } from './local/gates.ts';
import { runGates } from './local/run-gates.ts';

await runGates(checkGates());
