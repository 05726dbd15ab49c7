// What a CloudWatch dashboard consists of, as its JSON says; as much of it as our dashboard uses.

export interface DashboardBody {
  /** Of the time that is shown, as an ISO 8601 duration before now: `-PT3H`. */
  start?: string;
  widgets: DashboardWidget[];
}

export interface DashboardWidget {
  type: 'metric' | 'alarm' | 'log' | 'text';
  /** Cells of a grid of 24 columns. */
  x: number;
  y: number;
  width: number;
  height: number;
  properties: WidgetProperties;
}

export interface WidgetProperties {
  title?: string;
  region?: string;
  view?: string;
  /** Seconds. */
  period?: number;
  stat?: string;
  yAxis?: { left?: YAxis; right?: YAxis };
  /** One array a line: namespace, name, names and values of dimensions, options; see expandMetrics. */
  metrics?: unknown[][];
  /** ARNs. */
  alarms?: string[];
  query?: string;
  markdown?: string;
}

interface YAxis {
  label?: string;
  min?: number;
}

export interface MetricOptions {
  id?: string;
  label?: string;
  stat?: string;
  /** Seconds. */
  period?: number;
  visible?: boolean;
  yAxis?: 'left' | 'right';
}

export interface MetricRow {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  options: MetricOptions;
}

export interface ExpressionRow {
  expression: string;
  options: MetricOptions;
}

const isOptions = (value: unknown): value is MetricOptions & { expression?: string } =>
  typeof value === 'object' && value !== null;

/** The lines of a metric widget, with the short forms `.` (as above) and `...` (all as above) written out. */
export function expandMetrics(rows: readonly unknown[][]): (MetricRow | ExpressionRow)[] {
  let above: string[] = [];
  return rows.map((row) => {
    const last = row.at(-1);
    const { expression, ...options } = isOptions(last) ? last : {};
    if (expression !== undefined) return { expression, options };
    above = namesOf(row.filter((item) => !isOptions(item)).map(String), above);
    const [namespace = '', name = '', ...pairs] = above;
    return { namespace, name, dimensions: inPairs(pairs), options };
  });
}

function namesOf(names: readonly string[], above: readonly string[]): string[] {
  const [first, ...rest] = names;
  if (first === '...') return [...above.slice(0, above.length - rest.length), ...rest];
  return names.map((name, at) => (name === '.' ? (above[at] ?? name) : name));
}

function inPairs(names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name, at) => (at % 2 === 0 ? [[name, names[at + 1] ?? '']] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}
