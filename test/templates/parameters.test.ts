// The values of parameters, and what the embedded engine makes of them.
import { testRules } from './test-rules.ts';

testRules('parameters', 'engine');
