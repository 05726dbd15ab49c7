// Our own conventions: order, texture, size, names.
import { testRules } from './test-rules.ts';

testRules('conventions', 'naming');
