// The dashboard.
import { testRules } from './test-rules.ts';

testRules('dashboards');
