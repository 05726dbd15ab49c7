// Every check there is, the whole system on the engine included; the last line is `N passed, N failed`.
// usage: npm test
import { testGates } from './local/gates.ts';
import { runGates } from './local/run-gates.ts';

await runGates(testGates());
