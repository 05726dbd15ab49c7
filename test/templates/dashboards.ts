// The dashboards of the templates as CloudWatch gets them, widget by widget.
import { createEvaluator } from '../../scripts/local/pipeline/evaluate.ts';
import {
  expandMetrics,
  type DashboardBody,
  type DashboardWidget,
} from '../../scripts/local/page/dashboard-body.ts';
import type { TemplateDocument } from '../../scripts/lib/template.ts';
import type { ParameterFile, System } from '../support/load-template.ts';
import { PSEUDO, textOf } from './arns.ts';
import { at, put, resources, template as textIn, type Found } from './lookup.ts';
import { environmentsOf, valueIn } from './values.ts';

export interface DrawnDashboard {
  where: string;
  stack: string;
  environment: string;
  /** As it is sent; at most 1 MB is allowed. */
  text: string;
  /** Undefined when the text is not JSON. */
  body: DashboardBody | undefined;
}

const PATTERN = /\$\{AWS::StackName\}/g;

/** Full name -> value of everything that is exported, in an environment of the defaults. */
function exportsOf(system: System): Record<string, string> {
  const entries = Object.entries(system.templates).flatMap(([stack, { Outputs }]) =>
    Object.values(Outputs).flatMap(({ Export, Value }) => {
      const place = { system, stack };
      const name = Export && textOf(place, Export.Name)?.replace(PATTERN, `file-processing-dev-${stack}`);
      return name === undefined ? [] : [[name, textOf(place, Value) ?? 'value'] as const];
    }),
  );
  return Object.fromEntries(entries);
}

interface Place {
  found: Found;
  environment: string;
}

/** What is off by default, on: nothing of it may be missing on the dashboard. */
const EVERYTHING: Readonly<Record<string, string>> = {
  EnableMetricMath: 'true',
  SlackWebhookParameterName: '/any/webhook',
  RepositoryUrl: 'https://example.com/owner/name',
};

/** Parameter files, defaults, and an environment that has everything. */
export function allEnvironmentsOf(system: System): Record<string, ParameterFile> {
  const everything = Object.entries(system.templates).map(([stack, { Parameters }]) => {
    const values = Object.entries(EVERYTHING).filter(([name]) => name in Parameters);
    return [stack, Object.fromEntries(values)] as const;
  });
  return { ...environmentsOf(system), everything: Object.fromEntries(everything) };
}

function evaluatorOf(system: System, { found: { stack, template }, environment }: Place) {
  const file = allEnvironmentsOf(system)[environment]?.[stack];
  const names = Object.keys(template.Parameters);
  const values = names.map((name) => [name, valueIn({ template, file }, name) ?? ''] as const);
  return createEvaluator({
    path: stack,
    document: template as unknown as TemplateDocument,
    parameters: Object.fromEntries(values),
    pseudo: { ...PSEUDO, 'AWS::StackName': `file-processing-dev-${stack}` },
    exports: exportsOf(system),
    attributeOf: () => undefined,
  });
}

/** Whether an environment has a resource. */
export function isDeployed(system: System, place: Place): boolean {
  const { Condition } = place.found.resource;
  return Condition === undefined || evaluatorOf(system, place).isTrue(Condition, place.found.where);
}

/** A value of a resource as text, as an environment gives it. */
export function valueOf(system: System, { value, ...place }: Place & { value: unknown }): string {
  return String(evaluatorOf(system, place).evaluate(value, place.found.where));
}

/** Alarms about one version carry it in their name. */
export function isOfOneRelease({ properties }: Found): boolean {
  return textIn(properties.AlarmName)?.includes('Version.Version}') ?? false;
}

function draw(system: System, found: Found): DrawnDashboard[] {
  return Object.keys(allEnvironmentsOf(system)).map((environment) => {
    const text = valueOf(system, { found, environment, value: found.properties.DashboardBody });
    return {
      where: `${found.where} in ${environment}`,
      stack: found.stack,
      environment,
      text,
      body: parsed(text),
    };
  });
}

function parsed(text: string): DashboardBody | undefined {
  try {
    return JSON.parse(text) as DashboardBody;
  } catch {
    return undefined;
  }
}

/** Every dashboard in every environment. */
export function dashboardsOf(system: System): DrawnDashboard[] {
  return resources(system, 'AWS::CloudWatch::Dashboard').flatMap((found) => draw(system, found));
}

export interface PlacedWidget {
  where: string;
  stack: string;
  environment: string;
  widget: DashboardWidget;
}

/** Every widget of every dashboard in every environment. */
export function widgetsOf(system: System, type?: DashboardWidget['type']): PlacedWidget[] {
  return dashboardsOf(system).flatMap(({ where, stack, environment, body }) =>
    (body?.widgets ?? [])
      .filter((widget) => type === undefined || widget.type === type)
      .map((widget) => ({
        where: `${where}, "${widget.properties.title ?? widget.type}",`,
        stack,
        environment,
        widget,
      })),
  );
}

/** The metrics that widgets show; expressions are none. */
export function metricRowsOf(system: System) {
  return widgetsOf(system, 'metric').flatMap(({ where, stack, widget }) =>
    expandMetrics(widget.properties.metrics ?? []).flatMap((row) =>
      'expression' in row ? [] : [{ where, stack, row }],
    ),
  );
}

const TEMPLATE = 'templates/monitoring/Resources/Dashboard/Properties/DashboardBody';
/** Path of the text of the body, its variables not yet filled in. */
export const BODY = `${TEMPLATE}/Fn::Sub/0`;

/** Changes the first place of the body that reads so; there must be one. */
export function change(from: string, to: string): (system: System) => void {
  return (system) => {
    const body = String(at(system, BODY));
    if (!body.includes(from)) throw new Error(`The dashboard has no ${from}; mend the twin.`);
    put(
      BODY,
      body.replace(from, () => to),
    )(system);
  };
}
