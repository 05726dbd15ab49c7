// The resources one by one: functions, releases, queues, policies, buckets, tables, alarms.
import { testRules } from './rule.ts';
import { ALARM_RULES } from './rules/alarms.ts';
import { BUCKET_RULES } from './rules/buckets.ts';
import { DATA_RULES } from './rules/data.ts';
import { FUNCTION_RULES } from './rules/functions.ts';
import { QUEUE_RULES } from './rules/queues.ts';
import { RELEASE_RULES } from './rules/releases.ts';
import { RESOURCE_POLICY_RULES } from './rules/resource-policies.ts';

testRules('functions', FUNCTION_RULES);
testRules('releases', RELEASE_RULES);
testRules('queues', QUEUE_RULES);
testRules('resource policies', RESOURCE_POLICY_RULES);
testRules('buckets', BUCKET_RULES);
testRules('data', DATA_RULES);
testRules('alarms', ALARM_RULES);
