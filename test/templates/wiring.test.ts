// How the stacks hang together: imports, exports, order, outputs.
import { testRules } from './test-rules.ts';

testRules('wiring');
