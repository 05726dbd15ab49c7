// Draws lines of a metric widget with the chart library: bars while there are few periods, lines afterwards.
import { chartSvg, type Chart, type ChartPoint } from '../../../lambda/core/charts/chart-svg.ts';
import { raw, type Markup } from './html.ts';

export interface MetricLine {
  label: string;
  /** Of the right axis. */
  isRight: boolean;
  /** Sum or number of samples: a period without a value had none. */
  isCount: boolean;
  /** Begin of the period in epoch milliseconds, and value. */
  points: readonly (readonly [at: number, value: number])[];
}

export interface MetricChart {
  title: string;
  /** Pixels. */
  width: number;
  height: number;
  lines: readonly MetricLine[];
  unit: string | undefined;
  period: { inMs: number; to: number };
  /** Unique on the page. */
  id: string;
}

/** As many bars can still be told apart. */
const MOST_BARS = 30;

/** One `<svg>`. */
export function metricChart({ title, width, height, lines, unit, period, id }: MetricChart): Markup {
  const begins = beginsOf(lines, period);
  const svg = chartSvg({
    ...(begins.length <= MOST_BARS ? bars(lines, begins) : curves(lines, begins)),
    title,
    width,
    height,
    ...(unit && { unit }),
  });
  // Charts number their clip paths alike; on one page the first would cut all.
  return raw(svg.replaceAll(/(\bid="|url\(#)chart-/g, (_, before: string) => `${before}${id}-`));
}

/** The periods from the one before the first value to now. */
function beginsOf(lines: readonly MetricLine[], { inMs, to }: MetricChart['period']): number[] {
  const first = lines.flatMap(({ points }) => points.map(([at]) => at)).reduce((a, b) => Math.min(a, b), to);
  const count = Math.ceil((to - first) / inMs);
  return Array.from({ length: count + 1 }, (_, index) => first + (index - 1) * inMs);
}

type Drawn = Pick<Chart, 'kind' | 'series'>;

/** No bar and a bar of no height look the same. */
function bars(lines: readonly MetricLine[], begins: readonly number[]): Drawn {
  const series = lines.map((line) => ({
    name: line.label,
    points: filled(line, begins).map(([at, value]): ChartPoint => [hourAndMinute(at), value]),
  }));
  return { kind: 'bar', series };
}

function curves(lines: readonly MetricLine[], begins: readonly number[]): Drawn {
  const series = lines.map((line) => ({
    name: line.label,
    points: line.isCount ? filled(line, begins) : line.points,
  }));
  return { kind: 'line', series };
}

function filled({ points }: MetricLine, begins: readonly number[]): (readonly [number, number])[] {
  const values = new Map(points);
  return begins.map((at) => [at, values.get(at) ?? 0]);
}

const hourAndMinute = (at: number): string => new Date(at).toISOString().slice(11, 16);
