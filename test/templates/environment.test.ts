// What functions are told through their environment.
import { testRules } from './test-rules.ts';

testRules('environment');
