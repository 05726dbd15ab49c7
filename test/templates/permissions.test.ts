// What roles may do, and who may take them.
import { testRules } from './test-rules.ts';

testRules('permissions');
