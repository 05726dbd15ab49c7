// Rules for what functions are told through their environment.
import { readConfig, readReconcileConfig, readRedriveConfig } from '../../../lambda/config.ts';
import { readDailyReportConfig } from '../../../lambda/daily-report-config.ts';
import { readNotifySlackConfig } from '../../../lambda/notify-slack-config.ts';
import { readNotifyDigestConfig } from '../../../lambda/notify-digest-config.ts';
import { at, copy, drop, put, resources, same, wrong } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { Parameter, System } from '../../support/load-template.ts';

const VARIABLES = 'templates/lambda/Resources/ProcessFileFunction/Properties/Environment/Variables';
/** Lambda: all names and values together. */
const MOST_BYTES = 4096;
/** The longest values that CloudFormation may put in place of a reference: ARNs and URLs. */
const LONGEST_VALUE_IN_BYTES = 256;

/** CloudFormation writes a number out in at most so many characters. */
const LONGEST_NUMBER_IN_BYTES = 16;

function longestOf(value: unknown, parameters: Record<string, Parameter>): number {
  if (typeof value === 'string') return value.length;
  const parameter = parameters[String(at(value, 'Ref'))];
  if (parameter?.Type === 'Number') return LONGEST_NUMBER_IN_BYTES;
  return parameter?.MaxLength ?? LONGEST_VALUE_IN_BYTES;
}

/** How the code of each function reads its environment. */
const READERS: Record<string, (environment: Record<string, string>) => unknown> = {
  ProcessFileFunction: readConfig,
  RedriveFunction: readRedriveConfig,
  ReconcileFunction: readReconcileConfig,
  DailyReportFunction: readDailyReportConfig,
  NotifyDigestFunction: readNotifyDigestConfig,
  NotifySlackFunction: readNotifySlackConfig,
};

/** Values of variables that take only some. */
const CHOICES: Record<string, string> = { ORDERS_POLICY: 'reject' };

/** Names that the code asks for: it is given a value for each, so it reads them all. */
function namesThatTheCodeReads(functionId: string): string[] {
  const names = new Set<string>();
  READERS[functionId]?.(
    new Proxy({} as Record<string, string>, {
      get: (_target, name) => {
        names.add(String(name));
        return CHOICES[String(name)] ?? '1';
      },
    }),
  );
  return [...names];
}

/** Read by the logging and metrics library itself. */
const OF_THE_LIBRARY = ['POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE'];

/** Read by Node itself. */
const OF_THE_RUNTIME: Record<string, string[]> = { ProcessFileFunction: ['NODE_OPTIONS'] };

/** Set by Lambda; it refuses functions that set them. */
const RESERVED = /^(AWS_|_|LAMBDA_TASK_ROOT$|LAMBDA_RUNTIME_DIR$|TZ$)/;
const SECRET = /SECRET|PASSWORD|TOKEN|CREDENTIAL|API_KEY|WEBHOOK/;

const variablesOf = (properties: Record<string, unknown>) =>
  (properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};

const functions = (system: System) => resources(system, 'AWS::Lambda::Function');

export const ENVIRONMENT_RULES: readonly Rule[] = [
  {
    id: 'aws-16',
    title: 'the environment is small and holds no secret and no reserved name',
    check: (system) =>
      wrong(
        functions(system),
        'has an environment that is too large, secret or reserved',
        ({ properties, template: { Parameters } }) => {
          const variables = Object.entries(variablesOf(properties));
          const sizes = variables.map(([name, value]) => name.length + longestOf(value, Parameters));
          return (
            variables.every(([name]) => !RESERVED.test(name) && !SECRET.test(name)) &&
            sizes.reduce((sum, size) => sum + size, 0) < MOST_BYTES
          );
        },
      ),
    twins: [
      { breaks: 'it holds a secret', mutate: put(`${VARIABLES}/SLACK_WEBHOOK_URL`, 'https://x') },
      { breaks: 'it sets the Region', mutate: put(`${VARIABLES}/AWS_REGION`, 'x') },
      { breaks: 'it is too large', mutate: put(`${VARIABLES}/NOTES`, 'x'.repeat(MOST_BYTES)) },
    ],
  },
  {
    id: 'environment-1',
    title: 'every function is told exactly what its code reads',
    check: (system) =>
      wrong(functions(system), 'is told something else than the code reads', ({ id, properties }) =>
        same(
          Object.keys(variablesOf(properties)).sort(),
          [...namesThatTheCodeReads(id), ...OF_THE_LIBRARY, ...(OF_THE_RUNTIME[id] ?? [])].sort(),
        ),
      ),
    twins: [
      { breaks: 'a variable is missing', mutate: drop(`${VARIABLES}/FILE_QUEUE_URL`) },
      { breaks: 'the runtime is told nothing', mutate: drop(`${VARIABLES}/NODE_OPTIONS`) },
      {
        breaks: 'redrive is not told where to park',
        mutate: drop(
          'templates/redrive/Resources/RedriveFunction/Properties/Environment/Variables/PARKED_QUEUE_URL',
        ),
      },
      {
        breaks: 'nobody reads one',
        mutate: copy(`${VARIABLES}/FILE_QUEUE_URL`, `${VARIABLES}/QUEUE_URL`),
      },
    ],
  },
];
