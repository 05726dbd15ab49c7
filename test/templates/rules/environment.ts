// Rules for what functions are told through their environment.
import { readConfig } from '../../../lambda/config.ts';
import { copy, drop, put, resources, same, wrong } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import type { System } from '../../support/load-template.ts';

const VARIABLES = 'templates/lambda/Resources/ProcessFileFunction/Properties/Environment/Variables';
/** Lambda: all names and values together. */
const MOST_BYTES = 4096;
/** The longest values that CloudFormation may put in place of a reference: ARNs and URLs. */
const LONGEST_VALUE_IN_BYTES = 256;

/** Names that the code asks for: it is given a value for each, so it reads them all. */
function namesThatTheCodeReads(): string[] {
  const names = new Set<string>();
  readConfig(
    new Proxy({} as Record<string, string>, {
      get: (_target, name) => {
        names.add(String(name));
        return '1';
      },
    }),
  );
  return [...names];
}

/** Read by the logging and metrics library itself. */
const OF_THE_LIBRARY = ['POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE'];

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
        ({ properties }) => {
          const variables = Object.entries(variablesOf(properties));
          const sizes = variables.map(
            ([name, value]) =>
              name.length + (typeof value === 'string' ? value.length : LONGEST_VALUE_IN_BYTES),
          );
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
    title: 'process-file is told exactly what its code reads',
    check: (system) =>
      wrong(
        functions(system).filter(({ id }) => id === 'ProcessFileFunction'),
        'is told something else than the code reads',
        ({ properties }) =>
          same(
            Object.keys(variablesOf(properties)).sort(),
            [...namesThatTheCodeReads(), ...OF_THE_LIBRARY].sort(),
          ),
      ),
    twins: [
      { breaks: 'a variable is missing', mutate: drop(`${VARIABLES}/FILE_QUEUE_URL`) },
      {
        breaks: 'nobody reads one',
        mutate: copy(`${VARIABLES}/FILE_QUEUE_URL`, `${VARIABLES}/QUEUE_URL`),
      },
    ],
  },
];
