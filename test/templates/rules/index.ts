// All rules, by the test that runs them.
import type { Rule } from '../rule.ts';
import { ABSENT_RULES } from './absent.ts';
import { ALARM_PERIOD_RULES } from './alarm-periods.ts';
import { ALARM_RULES } from './alarms.ts';
import { ALERT_RULES } from './alerts.ts';
import { BOUND_RULES } from './bounds.ts';
import { BUCKET_RULES } from './buckets.ts';
import { BUILD_RULES } from './builds.ts';
import { COMPUTED_ALARM_RULES } from './computed-alarms.ts';
import { CONTROL_TOWER_RULES } from './control-tower.ts';
import { CONVENTION_RULES } from './conventions.ts';
import { DASHBOARD_FUNCTION_RULES } from './dashboard-functions.ts';
import { DASHBOARD_RULES } from './dashboards.ts';
import { DATA_RULES } from './data.ts';
import { DELIVERY_ROLE_RULES } from './delivery-roles.ts';
import { DEPLOY_STAGE_RULES } from './deploy-stage.ts';
import { ENGINE_RULES } from './engine.ts';
import { ENVIRONMENT_RULES } from './environment.ts';
import { FUNCTION_RULES } from './functions.ts';
import { IAM_NAME_RULES } from './iam-names.ts';
import { METRIC_RULES } from './metrics.ts';
import { NAMING_RULES } from './naming.ts';
import { PARAMETER_RULES } from './parameters.ts';
import { PIPELINE_RULES } from './pipeline.ts';
import { QUEUE_RULES } from './queues.ts';
import { RELEASE_RULES } from './releases.ts';
import { RESOURCE_POLICY_RULES } from './resource-policies.ts';
import { ROLE_RULES } from './roles.ts';
import { SCHEDULE_RULES } from './schedules.ts';
import { TRACING_RULES } from './tracing.ts';
import { TRUST_RULES } from './trust.ts';
import { WIRING_RULES } from './wiring.ts';

export const RULES = {
  absent: ABSENT_RULES,
  alarms: [...ALARM_RULES, ...ALARM_PERIOD_RULES, ...COMPUTED_ALARM_RULES],
  alerts: ALERT_RULES,
  bounds: BOUND_RULES,
  buckets: BUCKET_RULES,
  builds: BUILD_RULES,
  'control tower': CONTROL_TOWER_RULES,
  conventions: CONVENTION_RULES,
  dashboards: [...DASHBOARD_RULES, ...DASHBOARD_FUNCTION_RULES],
  data: DATA_RULES,
  'delivery roles': DELIVERY_ROLE_RULES,
  'deploy stage': DEPLOY_STAGE_RULES,
  engine: ENGINE_RULES,
  environment: ENVIRONMENT_RULES,
  functions: FUNCTION_RULES,
  metrics: METRIC_RULES,
  'names in policies': IAM_NAME_RULES,
  naming: NAMING_RULES,
  parameters: PARAMETER_RULES,
  permissions: ROLE_RULES,
  pipeline: PIPELINE_RULES,
  queues: QUEUE_RULES,
  releases: RELEASE_RULES,
  'resource policies': RESOURCE_POLICY_RULES,
  schedules: SCHEDULE_RULES,
  tracing: TRACING_RULES,
  trust: TRUST_RULES,
  wiring: WIRING_RULES,
} as const satisfies Record<string, readonly Rule[]>;
