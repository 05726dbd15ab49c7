// The resources one by one.
import { testRules } from './test-rules.ts';

testRules(
  'absent',
  'functions',
  'releases',
  'queues',
  'resource policies',
  'buckets',
  'data',
  'alarms',
  'schedules',
  'tracing',
);
