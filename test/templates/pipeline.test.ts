// The pipeline: its stages and actions, how it deploys, its builds, and what is told about it.
import { testRules } from './test-rules.ts';

testRules('pipeline', 'deploy stage', 'builds', 'alerts');
