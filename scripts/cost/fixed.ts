// What the templates cost whatever happens: alarms, the dashboard, metrics of event source mappings. Counted in the templates themselves.
import type { TemplateDocument, TemplateResource } from '../lib/template.ts';
import type { Usage } from './usage.ts';

/** Switched on in production, where the engine does not have them. */
const CONDITIONS_THAT_HOLD = new Set(['IsMetricMathEnabled', 'IsDeploymentGradual']);
/** Lambda publishes so many metrics for `EventCount` of a queue (Developer Guide, "Event source mapping metrics"): polled, filtered out, invoked, failed, deleted. */
const METRICS_OF_EVENT_COUNT = 5;

/** Of all stacks, without those whose condition is off by default (Slack, budget). */
export function fixedUsages(templates: readonly Pick<TemplateDocument, 'Resources'>[]): Usage[] {
  const resources = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Condition }) => Condition === undefined || CONDITIONS_THAT_HOLD.has(Condition));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const alarmed = ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + alarmedMetrics(alarm), 0);
  const counted = ofType('AWS::Lambda::EventSourceMapping').filter(
    ({ Properties = {} }) => Properties.MetricsConfig !== undefined,
  );
  const usages: Usage[] = [
    { price: 'alarm', quantity: alarmed, basis: 'measured', what: 'alarms of the templates' },
    {
      price: 'dashboard',
      quantity: ofType('AWS::CloudWatch::Dashboard').length,
      basis: 'measured',
      what: 'dashboard of the templates',
    },
    {
      price: 'customMetric',
      quantity: counted.length * METRICS_OF_EVENT_COUNT,
      basis: 'assumed',
      what: 'metrics of the event source mapping',
    },
  ];
  return usages.filter(({ quantity }) => quantity > 0);
}

/** An alarm that computes is paid for each metric that it reads. */
function alarmedMetrics({ Properties = {} }: TemplateResource): number {
  const metrics = Properties.Metrics as { MetricStat?: unknown }[] | undefined;
  return metrics ? metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
}

/** Indexes of the files table. */
export function indexesOf({ Resources }: Pick<TemplateDocument, 'Resources'>) {
  const table = Object.values(Resources).find(({ Type }) => Type === 'AWS::DynamoDB::Table');
  const indexes = (table?.Properties?.GlobalSecondaryIndexes ?? []) as {
    KeySchema: { AttributeName: string }[];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  }[];
  return indexes.map(({ KeySchema, Projection: { ProjectionType, NonKeyAttributes = [] } }) => {
    if (ProjectionType === 'ALL')
      throw new Error('An index carries all attributes; teach scripts/cost/table-meter.ts to count that.');
    return { keys: KeySchema.map(({ AttributeName }) => AttributeName), projected: NonKeyAttributes };
  });
}
