// Rules for the dashboard: valid in every environment, well laid out, and nothing of the system is missing on it.
import { expandMetrics } from '../../../scripts/local/page/dashboard-body.ts';
import type { System } from '../../support/load-template.ts';
import { textOf } from '../arns.ts';
import {
  allEnvironmentsOf,
  BODY,
  change,
  dashboardsOf,
  isDeployed,
  isOfOneRelease,
  widgetsOf,
  type PlacedWidget,
} from '../dashboards.ts';
import { drop, put, resources } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const SQS = 'templates/sqs/Resources';
/** CloudWatch, "PutDashboard": the size of the body. */
const MOST_BYTES = 1024 * 1024;
const COLUMNS = 24;

function overlaps({ widget: a }: PlacedWidget, { widget: b }: PlacedWidget): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isOnGrid({ widget: { x, y, width, height } }: PlacedWidget): boolean {
  const isWhole = [x, y, width, height].every((cells) => Number.isInteger(cells) && cells >= 0);
  return isWhole && width > 0 && height > 0 && x + width <= COLUMNS;
}

function misplaced(system: System): string[] {
  const widgets = widgetsOf(system);
  return widgets.flatMap((one, at) => [
    ...(isOnGrid(one) ? [] : [`${one.where} leaves the grid`]),
    ...widgets
      .slice(at + 1)
      .filter((other) => other.environment === one.environment && overlaps(one, other))
      .map((other) => `${one.where} lies over ${other.where}`),
  ]);
}

/** ARN of every alarm that an environment has; those of one release are left out, because each release names them anew. */
function alarmsIn(system: System, environment: string): string[] {
  return resources(system, 'AWS::CloudWatch::Alarm')
    .filter((found) => isDeployed(system, { found, environment }) && !isOfOneRelease(found))
    .map(({ stack, id }) => {
      const name = textOf({ system, stack }, { Ref: id });
      return `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;
    });
}

const difference = (a: readonly string[], b: readonly string[]) => a.filter((item) => !b.includes(item));

function wrongAlarms(system: System): string[] {
  return Object.keys(allEnvironmentsOf(system)).flatMap((environment) => {
    const shown = widgetsOf(system, 'alarm')
      .filter((placed) => placed.environment === environment)
      .flatMap(({ widget }) => widget.properties.alarms ?? []);
    const there = alarmsIn(system, environment);
    return [
      ...difference(there, shown).map((arn) => `${environment}: ${arn} is not on the dashboard`),
      ...difference(shown, there).map((arn) => `${environment}: there is no ${arn}`),
      ...shown.filter((arn, at) => shown.indexOf(arn) !== at).map((arn) => `${environment}: ${arn} twice`),
    ];
  });
}

export const DASHBOARD_RULES: readonly Rule[] = [
  {
    id: 'dashboards-1',
    title: 'the body is JSON in every environment, within the limit, and nothing in it is left open',
    check: (system) =>
      dashboardsOf(system).flatMap(({ where, text, body }) => [
        ...(body === undefined ? [`${where} is not JSON`] : []),
        ...(text.includes('${') || text.includes('undefined') ? [`${where} has something left open`] : []),
        ...(Buffer.byteLength(text) < MOST_BYTES ? [] : [`${where} is too large`]),
      ]),
    twins: [
      {
        breaks: 'a comma is missing',
        mutate: change('"periodOverride": "inherit",', '"periodOverride": "inherit"'),
      },
      {
        breaks: 'a parameter ends a text',
        mutate: put('parameters/prod/monitoring/RepositoryUrl', 'https://example.com/"'),
      },
      { breaks: 'it is too large', mutate: change('"widgets"', `${' '.repeat(MOST_BYTES)}"widgets"`) },
      { breaks: 'a variable is escaped', mutate: change('# ${Name}', '# ${!Name}') },
    ],
  },
  {
    id: 'dashboards-2',
    title: 'widgets stand on the grid and none lies over another',
    check: misplaced,
    twins: [
      { breaks: 'one lies over another', mutate: change('"x": 12, "y": 8,', '"x": 11, "y": 8,') },
      { breaks: 'one is too wide', mutate: change('"y": 38, "width": 24', '"y": 38, "width": 25') },
      { breaks: 'one has no height', mutate: change('"width": 24, "height": 8', '"width": 24, "height": 0') },
    ],
  },
  {
    id: 'dashboards-3',
    title: 'every alarm is on the dashboard, in every environment that has it, and no other',
    check: wrongAlarms,
    twins: [
      { breaks: 'one is left out', mutate: change('"${Alarm}:${Name}-messages-parked",', '') },
      { breaks: 'one is there twice', mutate: change('-messages-parked",', '-events-undelivered",') },
      { breaks: 'one is misspelt', mutate: change('-messages-parked"', '-message-parked"') },
      {
        breaks: 'CloudFormation names one',
        mutate: drop(`${SQS}/MessagesParkedAlarm/Properties/AlarmName`),
      },
      {
        breaks: 'production computes and the dashboard does not know it',
        mutate: drop('parameters/prod/monitoring/EnableMetricMath'),
      },
      {
        breaks: 'there is a new one',
        mutate: put(`${SQS}/NewAlarm`, { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'new' } }),
      },
    ],
  },
  {
    id: 'dashboards-4',
    title: 'every widget has a title, its own Region, and axes that say what they show and begin at 0',
    check: (system) =>
      widgetsOf(system)
        .filter(({ widget }) => ['metric', 'log'].includes(widget.type))
        .filter(({ widget: { type, properties } }) => {
          const { title, region, period = 0, stat, yAxis = {}, metrics = [] } = properties;
          const usesRight = expandMetrics(metrics).some(({ options }) => options.yAxis === 'right');
          const axes = [yAxis.left, ...(usesRight ? [yAxis.right] : [])];
          const isMeasured = [60, 300, 3600].includes(period) && stat !== undefined;
          const isReadable = axes.every((axis) => axis?.label && axis.min === 0);
          return !(title && region === 'us-east-1' && (type === 'log' || (isMeasured && isReadable)));
        })
        .map(({ where }) => `${where} needs title, region, period, stat and labelled axes from 0`),
    twins: [
      { breaks: 'a title is empty', mutate: change('"title": "Files by status"', '"title": ""') },
      {
        breaks: 'it looks at one Region',
        mutate: change('"region": "${AWS::Region}"', '"region": "eu-west-1"'),
      },
      { breaks: 'an axis begins anywhere', mutate: change('"label": "ms", "min": 0', '"label": "ms"') },
      {
        breaks: 'an axis says nothing',
        mutate: change('"right": {"label": "bytes a minute"', '"right": {"label": ""'),
      },
      { breaks: 'a period is odd', mutate: change('"period": 3600', '"period": 1234') },
      {
        breaks: 'a body is not made of the template',
        mutate: put(
          BODY,
          '{ "widgets": [{ "type": "log", "x": 0, "y": 0, "width": 1, "height": 1, "properties": {} }] }',
        ),
      },
    ],
  },
];
