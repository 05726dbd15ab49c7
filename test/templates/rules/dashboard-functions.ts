// Rules for what the dashboard shows of functions: none is missing, and what they cost is computed with their memory.
import { expandMetrics } from '../../../scripts/local/page/dashboard-body.ts';
import type { System } from '../../support/load-template.ts';
import { textOf } from '../arns.ts';
import {
  allEnvironmentsOf,
  change,
  isDeployed,
  valueOf,
  widgetsOf,
  type PlacedWidget,
} from '../dashboards.ts';
import { copy, put, resources, type Found } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const REDRIVE = 'templates/redrive/Resources';
/** Duration is in milliseconds, memory in MB. */
const PER_GB_SECOND = 1000 * 1024;

interface InEnvironment {
  environment: string;
  functions: (Found & { name: string })[];
  widgets: PlacedWidget[];
}

function byEnvironment(system: System): InEnvironment[] {
  return Object.keys(allEnvironmentsOf(system)).map((environment) => ({
    environment,
    functions: resources(system, 'AWS::Lambda::Function')
      .filter((found) => isDeployed(system, { found, environment }))
      .map((found) => ({ ...found, name: textOf({ system, stack: found.stack }, { Ref: found.id }) ?? '' })),
    widgets: widgetsOf(system).filter((placed) => placed.environment === environment),
  }));
}

const rowsOf = ({ widget }: PlacedWidget) => expandMetrics(widget.properties.metrics ?? []);

/** Shown by these metrics of Lambda, each function. */
const METRICS = ['Duration', 'Errors', 'Invocations', 'ConcurrentExecutions'];

function unseen({ environment, functions, widgets }: InEnvironment): string[] {
  const shown = widgets
    .flatMap(rowsOf)
    .map((row) => ('expression' in row ? '' : `${row.name} ${row.dimensions.FunctionName}`));
  return functions.flatMap(({ name }) =>
    METRICS.filter((metric) => !shown.includes(`${metric} ${name}`)).map(
      (metric) => `${environment}: ${metric} of ${name} is on no widget`,
    ),
  );
}

const SOURCE = /SOURCE '([^']+)'/g;

function wrongLogs(system: System, { environment, functions, widgets }: InEnvironment): string[] {
  const queries = widgets.map(({ widget }) => widget.properties.query ?? '').join('\n');
  const asked = [...queries.matchAll(SOURCE)].map(([, group]) => group ?? '');
  const groups = resources(system, 'AWS::Logs::LogGroup')
    .filter((found) => isDeployed(system, { found, environment }))
    .map(({ stack, id }) => textOf({ system, stack }, { Ref: id }) ?? '');
  return [
    ...asked
      .filter((group) => !groups.includes(group))
      .map((group) => `${environment}: there is no ${group}`),
    ...functions
      .filter(({ name }) => !asked.includes(`/aws/lambda/${name}`))
      .map(({ name }) => `${environment}: nobody looks for failures of ${name}`),
  ];
}

/** By name of the function, also of one that this environment does not have. */
function memoriesIn(system: System, environment: string): Map<string, string> {
  return new Map(
    resources(system, 'AWS::Lambda::Function').map((found) => [
      textOf({ system, stack: found.stack }, { Ref: found.id }) ?? '',
      valueOf(system, { found, environment, value: found.properties.MemorySize }),
    ]),
  );
}

function wrongCosts(system: System, { environment, widgets }: InEnvironment): string[] {
  const memories = memoriesIn(system, environment);
  return widgets.flatMap((placed) => {
    const rows = rowsOf(placed);
    const names = new Map(
      rows.map((row) => [row.options.id, 'expression' in row ? '' : (row.dimensions.FunctionName ?? '')]),
    );
    return rows.flatMap((row) => {
      if (!('expression' in row)) return [];
      const [id, memory, divisor] = row.expression.split(/ [*/] /);
      const isRight = memories.get(names.get(id) ?? '') === memory && Number(divisor) === PER_GB_SECOND;
      return isRight
        ? []
        : [`${placed.where} computes ${row.expression}, which is not with the memory of its function`];
    });
  });
}

export const DASHBOARD_FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'dashboards-5',
    title: 'every function is on the dashboard with duration, errors, invocations and concurrency',
    check: (system) => byEnvironment(system).flatMap(unseen),
    twins: [
      {
        breaks: 'one is misspelt',
        mutate: change(
          '"Errors", "FunctionName", "${Name}-redrive"',
          '"Errors", "FunctionName", "${Name}-retry"',
        ),
      },
      {
        breaks: 'there is a new one',
        mutate: (system) => {
          copy(`${REDRIVE}/RedriveFunction`, `${REDRIVE}/OtherFunction`)(system);
          put(`${REDRIVE}/OtherFunction/Properties/FunctionName`, 'other')(system);
        },
      },
    ],
  },
  {
    id: 'dashboards-6',
    title: 'failures are looked for in the logs of every function, and nowhere else',
    check: (system) => byEnvironment(system).flatMap((one) => wrongLogs(system, one)),
    twins: [
      { breaks: 'a function is left out', mutate: change(" | SOURCE '/aws/lambda/${Name}-reconcile'", '') },
      {
        breaks: 'a log group does not exist',
        mutate: change("SOURCE '/aws/lambda/${Name}-redrive'", "SOURCE '/aws/lambda/${Name}-retry'"),
      },
    ],
  },
  {
    id: 'dashboards-7',
    title: 'what functions cost is computed with their memory',
    check: (system) => byEnvironment(system).flatMap((one) => wrongCosts(system, one)),
    twins: [
      {
        breaks: 'a function gets more',
        mutate: put(`${REDRIVE}/RedriveFunction/Properties/MemorySize`, 1024),
      },
      { breaks: 'an environment gives more', mutate: put('parameters/dev/lambda/MemorySizeInMB', '1024') },
      { breaks: 'it is another unit', mutate: change('/ 1024000', '/ 1000000') },
    ],
  },
];
