// Draws a metric widget of a dashboard from the local series, with the chart library.
import { chartSvg, type ChartPoint } from '../../../lambda/core/charts/chart-svg.ts';
import type { SeriesStore, Statistic } from '../metrics/series.ts';
import { expandMetrics, type DashboardWidget, type ExpressionRow, type MetricRow } from './dashboard-body.ts';
import { html, raw, type Markup } from './html.ts';

export interface Span {
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

/** Pixels of a cell of the grid; the picture then scales with its place. */
const CELL = { width: 60, height: 46 };
const PADDING = 24;

/** Why a metric that AWS publishes cannot be seen here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'AWS/DynamoDB': 'The engine does not tell the request units of tables.',
  'AWS/CodePipeline': 'The local pipeline sends no metrics; see npm run pipeline -- list.',
  'AWS/CodeBuild': 'The local pipeline sends no metrics; see npm run pipeline -- list.',
  'AWS/Lambda ConcurrentExecutions': 'The engine does not tell how many functions run at once.',
};

interface Line {
  label: string;
  isRight: boolean;
  points: ChartPoint[];
}

/** One `<svg>` for each axis that is used, or one line that says why there is none. `id` is unique on the page. */
export function metricWidget({
  widget,
  ...place
}: {
  widget: DashboardWidget;
  series: SeriesStore;
  span: Span;
  id: string;
}): Markup {
  const rows = expandMetrics(widget.properties.metrics ?? []);
  const { lines, problem } = linesOf(rows, { widget, ...place });
  const seen = lines.filter(({ points }) => points.length > 0);
  const title = widget.properties.title ?? 'Metric';
  if (seen.length === 0)
    return html`<h2>${title}</h2>
      <p class="note">${problem ?? whyNothing(rows)}</p>`;
  const charts = [false, true].flatMap((isRight) => {
    const own = seen.filter((line) => line.isRight === isRight);
    return own.length === 0 ? [] : [{ own, isRight }];
  });
  const silent = lines.filter(({ points }) => points.length === 0).map(({ label }) => label);
  const note = silent.length === 0 ? '' : html`<p class="note">no data: ${silent.join(', ')}</p>`;
  return html`${charts.map(({ own, isRight }, at) => chart({ widget, lines: own, isRight, share: charts.length, id: `${place.id}-${at}` }))}${note}`;
}

interface ChartPart {
  widget: DashboardWidget;
  lines: readonly Line[];
  isRight: boolean;
  /** Of so many charts in one widget. */
  share: number;
  id: string;
}

function chart({ widget: { properties, width, height }, lines, isRight, share, id }: ChartPart): Markup {
  const axis = isRight ? properties.yAxis?.right : properties.yAxis?.left;
  const svg = chartSvg({
    kind: 'line',
    title: isRight ? '' : (properties.title ?? ''),
    width: width * CELL.width - PADDING,
    height: Math.floor((height * CELL.height - PADDING) / share),
    series: lines.map(({ label, points }) => ({ name: label, points })),
    ...(axis?.label && { unit: axis.label }),
  });
  // Charts number their clip paths alike; on one page the first would cut all.
  return raw(svg.replaceAll(/(\bid="|url\(#)chart-/g, (_, before: string) => `${before}${id}-`));
}

interface Drawing {
  widget: DashboardWidget;
  series: SeriesStore;
  span: Span;
}

function linesOf(rows: readonly (MetricRow | ExpressionRow)[], drawing: Drawing) {
  const byId = new Map<string, ChartPoint[]>();
  const lines: Line[] = [];
  let problem: string | undefined;
  for (const row of rows) {
    const points = 'expression' in row ? computed(row.expression, byId) : pointsOf(row, drawing);
    if (points === undefined) problem = `Computed by AWS only: ${(row as ExpressionRow).expression}`;
    const { id, label, visible, yAxis } = row.options;
    if (id !== undefined) byId.set(id, points ?? []);
    const name = label ?? ('expression' in row ? row.expression : row.name);
    if (visible !== false) lines.push({ label: name, isRight: yAxis === 'right', points: points ?? [] });
  }
  return { lines, problem };
}

function pointsOf({ options, ...metric }: MetricRow, { widget, series, span }: Drawing): ChartPoint[] {
  const { period = 300, stat = 'Average' } = { ...widget.properties, ...options };
  // Periods begin on their own multiples, as on AWS.
  const from = Math.floor(span.from / (period * 1000)) * period * 1000;
  const query = { from, to: span.to, periodInSeconds: period, statistic: stat as Statistic };
  return series.read(metric, query).map(({ at, value }) => [at, value]);
}

const PRODUCT = /^(\w+) \* ([\d.]+) \/ ([\d.]+)$/;

/** `id * number / number`, which is all that our dashboard computes; undefined for anything else. */
function computed(
  expression: string,
  byId: ReadonlyMap<string, readonly ChartPoint[]>,
): ChartPoint[] | undefined {
  const [, id = '', factor, divisor] = PRODUCT.exec(expression) ?? [];
  const points = byId.get(id);
  return points?.map(([at, value]) => [at, (value * Number(factor)) / Number(divisor)]);
}

function whyNothing(rows: readonly (MetricRow | ExpressionRow)[]): string {
  const reasons = rows.map((row) =>
    'expression' in row ? undefined : (NOT_HERE[row.namespace] ?? NOT_HERE[`${row.namespace} ${row.name}`]),
  );
  return reasons.find((reason) => reason !== undefined) ?? 'No data yet.';
}
