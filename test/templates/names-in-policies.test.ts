// The names of actions, condition keys and resources in all policies.
import { testRules } from './test-rules.ts';

testRules('names in policies');
