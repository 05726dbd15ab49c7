// Rules for metrics that are watched: each is one that AWS publishes or our code sends, with exactly its dimensions.
import { EMITTED } from '../emitted-metrics.ts';
import { PUBLISHED } from '../published-metrics.ts';
import { textOf } from '../arns.ts';
import { change, metricRowsOf } from '../dashboards.ts';
import { at, drop, list, parts, put, resources } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

interface Watched {
  where: string;
  stack: string;
  namespace: string;
  name: string;
  /** Sorted names. */
  dimensions: string[];
  service: unknown;
}

/** Metrics of alarms and of dashboards. */
const watchedMetrics = (system: System): Watched[] => [...metricsOfAlarms(system), ...shownMetrics(system)];

function shownMetrics(system: System): Watched[] {
  return metricRowsOf(system).map(({ where, stack, row: { namespace, name, dimensions } }) => ({
    where,
    stack,
    namespace,
    name,
    dimensions: Object.keys(dimensions).sort(),
    service: dimensions.service,
  }));
}

/** Alone or as an operand of metric math. */
function metricsOfAlarms(system: System): Watched[] {
  return resources(system, 'AWS::CloudWatch::Alarm').flatMap(({ where, stack, properties }) =>
    [...parts(properties)]
      .map(({ node }) => node)
      .filter((node) => at(node, 'MetricName') !== undefined)
      .map((node) => {
        const dimensions = list(at(node, 'Dimensions'));
        const service = dimensions.find((dimension) => at(dimension, 'Name') === 'service');
        return {
          where,
          stack,
          namespace: String(at(node, 'Namespace')),
          name: String(at(node, 'MetricName')),
          dimensions: dimensions.map((dimension) => String(at(dimension, 'Name'))).sort(),
          service: at(service, 'Value'),
        };
      }),
  );
}

const has = (sets: readonly string[][], names: readonly string[]) =>
  sets.some((set) => set.join() === names.join());

/** The functions that call themselves so in their metrics. */
function senders(system: System, { stack, namespace, service }: Watched): string[] {
  const wanted = textOf({ system, stack }, service);
  return resources(system, 'AWS::Lambda::Function')
    .filter(({ stack: own, properties }) => {
      const variables = at(properties, 'Environment/Variables');
      return (
        textOf({ system, stack: own }, at(variables, 'POWERTOOLS_SERVICE_NAME')) === wanted &&
        at(variables, 'POWERTOOLS_METRICS_NAMESPACE') === namespace
      );
    })
    .map(({ id }) => id);
}

function isSent(system: System, watched: Watched): boolean {
  const { namespace, name, dimensions } = watched;
  const published = PUBLISHED[namespace]?.[name];
  if (published) return has(published, dimensions);
  const sets = senders(system, watched)
    .flatMap((id) => EMITTED[id] ?? [])
    .filter((metric) => metric.name === name);
  return has(
    sets.map((metric) => metric.dimensions),
    dimensions,
  );
}

const LAMBDA = 'templates/lambda/Resources';
const SQS = 'templates/sqs/Resources';

export const METRIC_RULES: readonly Rule[] = [
  {
    id: 'metrics-1',
    title: 'every watched metric is published by AWS or sent by our code, with exactly these dimensions',
    check: (system) =>
      watchedMetrics(system)
        .filter((watched) => !isSent(system, watched))
        .map(
          ({ where, namespace, name, dimensions }) =>
            `${where} watches ${namespace} ${name} by ${dimensions.join(', ')}, which nobody sends`,
        ),
    twins: [
      {
        breaks: 'a metric of AWS is misspelt',
        mutate: put(`${LAMBDA}/ProcessFileThrottledAlarm/Properties/MetricName`, 'Throttle'),
      },
      {
        breaks: 'a version is watched without its alias',
        mutate: drop(`${LAMBDA}/ReleaseCrashesAlarm/Properties/Dimensions/1`),
      },
      {
        breaks: 'a queue is watched by its ARN',
        mutate: put(`${SQS}/MessagesParkedAlarm/Properties/Dimensions/0/Name`, 'QueueArn'),
      },
      {
        breaks: 'an operand of metric math is of another service',
        mutate: put(
          `${LAMBDA}/ProcessFileNearTimeoutAlarm/Properties/Metrics/1/MetricStat/Metric/Namespace`,
          'AWS/SQS',
        ),
      },
      {
        breaks: 'a dimension of ours is missing',
        mutate: drop(`${LAMBDA}/ReleaseFailsFilesAlarm/Properties/Dimensions/1`),
      },
      {
        breaks: 'the version is watched where the code tells none',
        mutate: put('templates/redrive/Resources/RedriveMeetingErrorsAlarm/Properties/Dimensions/2', {
          Name: 'FunctionVersion',
          Value: '1',
        }),
      },
      {
        breaks: 'the service has another name',
        mutate: put(`${LAMBDA}/ReleaseFailsFilesAlarm/Properties/Dimensions/0/Value`, 'files'),
      },
      {
        breaks: 'the age of the pass is that of another function',
        mutate: put('templates/reconcile/Resources/FullPassTooOldAlarm/Properties/Dimensions/0/Value', {
          'Fn::Sub': '${ProjectName}-redrive',
        }),
      },
      { breaks: 'a widget shows what nobody sends', mutate: change('"FilesDeleted"', '"FilesLost"') },
      {
        breaks: 'a widget asks by another dimension',
        mutate: change('"PipelineDuration", "PipelineName"', '"PipelineDuration", "Pipeline"'),
      },
      {
        breaks: 'a widget asks another function',
        mutate: change(
          '"FilesRejected", "service", "${ProjectName}-process-file"',
          '"FilesRejected", "service", "${ProjectName}-redrive"',
        ),
      },
      {
        breaks: 'the namespace has another name',
        mutate: put(`${LAMBDA}/ReleaseFailsFilesAlarm/Properties/Namespace`, 'Files'),
      },
    ],
  },
];
