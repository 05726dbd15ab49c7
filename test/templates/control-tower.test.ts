// The rules that AWS Control Tower would enforce.
import { testRules } from './test-rules.ts';

testRules('control tower');
