// What roles may do, who may take them, what bounds them, and whether those that deploy may do enough.
import { testRules } from './test-rules.ts';

testRules('permissions', 'trust', 'bounds', 'delivery roles');
