// Draws a metric widget of a dashboard from the local series, with the chart library.
import type { SeriesStore, Statistic } from '../metrics/series.ts';
import { expandMetrics, type DashboardWidget, type ExpressionRow, type MetricRow } from './dashboard-body.ts';
import { html, type Markup } from './html.ts';
import { metricChart, type MetricLine } from './metric-chart.ts';

export interface Span {
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

/** Pixels of a cell of the grid; the picture then scales with its place. */
const CELL = { width: 60, height: 46 };
const PADDING = 24;
/** Seconds; what CloudWatch takes where a widget says nothing. */
const DEFAULT_PERIOD = 300;
const COUNTS = ['Sum', 'SampleCount'];

/** Why a metric that AWS publishes cannot be seen here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'AWS/DynamoDB': 'The engine does not tell the request units of tables.',
  'AWS/CodePipeline': 'The local pipeline sends no metrics; see npm run pipeline -- list.',
  'AWS/CodeBuild': 'The local pipeline sends no metrics; see npm run pipeline -- list.',
  'AWS/Lambda ConcurrentExecutions': 'The engine does not tell how many functions run at once.',
};

type Points = MetricLine['points'];

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
  // The chart names its lines only when there are several.
  const only = seen.length === 1 && lines.length > 1 ? [`shown: ${seen[0]?.label}`] : [];
  const notes = [...only, ...(silent.length > 0 ? [`no data: ${silent.join(', ')}`] : [])];
  const note = notes.length === 0 ? '' : html`<p class="note">${notes.join('; ')}</p>`;
  const { to } = place.span;
  const isHalf = charts.length > 1;
  return html`${charts.map(({ own, isRight }, at) =>
    chart({ widget, lines: own, isRight, isHalf, to, id: `${place.id}-${at}` }),
  )}${note}`;
}

interface ChartPart {
  widget: DashboardWidget;
  lines: readonly MetricLine[];
  isRight: boolean;
  /** One of two in its widget. */
  isHalf: boolean;
  to: number;
  id: string;
}

/** A half keeps more than half of the height: title and axis take their share of it. */
const HALF = 0.7;

function chart({ widget: { properties, width, height }, isRight, isHalf, to, ...part }: ChartPart): Markup {
  const axis = isRight ? properties.yAxis?.right : properties.yAxis?.left;
  return metricChart({
    ...part,
    title: isRight ? '' : (properties.title ?? ''),
    width: width * CELL.width - PADDING,
    height: Math.floor((height * CELL.height - PADDING) * (isHalf ? HALF : 1)),
    unit: axis?.label,
    period: { inMs: (properties.period ?? DEFAULT_PERIOD) * 1000, to },
  });
}

interface Drawing {
  widget: DashboardWidget;
  series: SeriesStore;
  span: Span;
}

function linesOf(rows: readonly (MetricRow | ExpressionRow)[], drawing: Drawing) {
  const byId = new Map<string, Points>();
  const lines: MetricLine[] = [];
  let problem: string | undefined;
  for (const row of rows) {
    const points = 'expression' in row ? computed(row.expression, byId) : pointsOf(row, drawing);
    if (points === undefined) problem = `Computed by AWS only: ${(row as ExpressionRow).expression}`;
    const { id, label, visible, yAxis } = row.options;
    if (id !== undefined) byId.set(id, points ?? []);
    const name = label ?? ('expression' in row ? row.expression : row.name);
    const isCount = COUNTS.includes(row.options.stat ?? drawing.widget.properties.stat ?? '');
    if (visible !== false)
      lines.push({ label: name, isRight: yAxis === 'right', isCount, points: points ?? [] });
  }
  return { lines, problem };
}

function pointsOf({ options, ...metric }: MetricRow, { widget, series, span }: Drawing): Points {
  const { period = DEFAULT_PERIOD, stat = 'Average' } = { ...widget.properties, ...options };
  // Periods begin on their own multiples, as on AWS.
  const from = Math.floor(span.from / (period * 1000)) * period * 1000;
  const query = { from, to: span.to, periodInSeconds: period, statistic: stat as Statistic };
  return series.read(metric, query).map(({ at, value }) => [at, value]);
}

const PRODUCT = /^(\w+) \* ([\d.]+) \/ ([\d.]+)$/;

/** `id * number / number`, which is all that our dashboard computes; undefined for anything else. */
function computed(expression: string, byId: ReadonlyMap<string, Points>): Points | undefined {
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
