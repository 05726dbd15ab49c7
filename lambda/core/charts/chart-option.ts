// What a chart looks like: colours, axes with their units, and labels that cannot break out of their place.
import type { Chart, ChartSeries } from './chart-svg.ts';
import { shown } from './escape-markup.ts';

/** Okabe and Ito: told apart with every kind of colour blindness. Their yellow and black are left out, for light and dark paper. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9'];
/** Lines differ by more than their colour. */
const DASHES = ['solid', 'dashed', 'dotted'] as const;
/** Beyond so many characters, labels do not fit below upright bars: these bars then lie. */
const LONGEST_UPRIGHT_LABEL = 6;
const DAY_IN_MS = 24 * 60 * 60 * 1000;
const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

const INK = 'currentColor';
const TEXT = { color: INK, fontFamily: 'sans-serif', fontSize: 12 };
const GRID_LINE = { lineStyle: { color: INK, opacity: 0.2 } };

/** Invisible, so that the label reads as it is. */
const WORD_JOINER = '\u2060';

/**
 * A text for the chart library. It keeps the widths of texts in a plain object under the text itself: one that is called `__proto__` or
 * `constructor` would there be found without having been kept, and be written to (seen: Object.prototype with two more properties).
 */
function drawable(text: string, longest?: number): string {
  const short = shown(text, longest);
  return short in Object.prototype ? short + WORD_JOINER : short;
}

/** The option object of the chart library; no formatter is a template, because a label may look like one. */
export function optionOf(chart: Chart) {
  const hasPoints = chart.series.some(({ points }) => points.length > 0);
  return {
    animation: false,
    useUTC: true,
    color: COLOURS,
    textStyle: TEXT,
    title: {
      text: drawable(chart.title, 80),
      left: 0,
      ...(!hasPoints && { subtext: 'no data' }),
      subtextStyle: TEXT,
      textStyle: { ...TEXT, fontSize: 14, fontWeight: 'bold' },
    },
    ...(chart.kind === 'pie' ? pie(chart, hasPoints) : axes(chart)),
  };
}

/** What each slice is worth stands in the legend: beside the slices, long labels would be cut and small ones lie over each other. */
function pie({ series: [first], unit }: Chart, hasPoints: boolean) {
  const points = first?.points ?? [];
  const whole = points.reduce((sum, [, value]) => sum + value, 0);
  const slices = points.map(([at, value]) => ({
    name: `${drawable(String(at))}: ${NUMBER.format(value)}${unit ? ` ${drawable(unit)}` : ''} (${share(value, whole)})`,
    value,
  }));
  return {
    legend: {
      orient: 'vertical',
      left: '46%',
      top: 'middle',
      icon: 'rect',
      itemStyle: { borderWidth: 0 },
      selectedMode: false,
      textStyle: TEXT,
      formatter: (name: string) => name,
    },
    series: [
      {
        type: 'pie',
        radius: ['0%', '72%'],
        center: ['22%', '56%'],
        data: slices,
        stillShowZeroSum: false,
        showEmptyCircle: hasPoints,
        label: { show: false },
        itemStyle: { borderColor: INK, borderWidth: 0.5 },
      },
    ],
  };
}

function share(value: number, whole: number): string {
  return `${NUMBER.format((100 * value) / (whole || 1))} %`;
}

function axes(chart: Chart) {
  const labels = labelsOf(chart.series);
  const isTime = labels === undefined;
  const lies = chart.kind === 'bar' && labels?.some((label) => label.length > LONGEST_UPRIGHT_LABEL) === true;
  const values = valueAxis(chart, lies);
  const places = isTime ? timeAxis(chart.series) : labelAxis(labels, lies);
  return {
    grid: {
      left: 20,
      right: 24,
      top: chart.series.length > 1 ? 84 : 58,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'all',
    },
    ...(chart.series.length > 1 && {
      // Without a browser the width of texts is guessed, and guessed too small: the gap keeps them from the next sign.
      legend: {
        top: 34,
        left: 0,
        itemGap: 24,
        selectedMode: false,
        textStyle: TEXT,
        formatter: (name: string) => name,
      },
    }),
    xAxis: lies ? values : places,
    yAxis: lies ? places : values,
    series: chart.series.map((series, at) => drawn(series, { at, kind: chart.kind, labels })),
  };
}

/** All labels in the order of their first appearance; undefined when the points stand at times. */
function labelsOf(series: readonly ChartSeries[]): string[] | undefined {
  const places = series.flatMap(({ points }) => points.map(([at]) => at));
  if (places.length > 0 && places.every((at) => typeof at === 'number')) return undefined;
  return [...new Set(places.map(String))];
}

function valueAxis({ unit, series }: Chart, lies: boolean) {
  const areWhole = series.every(({ points }) => points.every(([, value]) => Number.isInteger(value)));
  return {
    type: 'value',
    ...(unit && { name: drawable(unit), nameLocation: lies ? 'middle' : 'end', nameGap: lies ? 28 : 12 }),
    nameTextStyle: { ...TEXT, align: lies ? 'center' : 'left' },
    axisLabel: { ...TEXT, formatter: (value: number) => NUMBER.format(value), hideOverlap: true },
    axisLine: { show: false },
    splitLine: GRID_LINE,
    splitNumber: 4,
    // Half a file is no place on an axis.
    ...(areWhole && { minInterval: 1 }),
  };
}

function timeAxis(series: readonly ChartSeries[]) {
  const times = series.flatMap(({ points }) => points.map(([at]) => Number(at)));
  const isLong = Math.max(...times) - Math.min(...times) > 2 * DAY_IN_MS;
  const label = (at: number) => new Date(at).toISOString().slice(...(isLong ? [5, 10] : [11, 16]));
  return {
    type: 'time',
    axisLabel: { ...TEXT, formatter: label, hideOverlap: true },
    axisLine: { lineStyle: { color: INK } },
    axisTick: { lineStyle: { color: INK } },
    splitLine: { show: false },
  };
}

function labelAxis(labels: readonly string[], lies: boolean) {
  return {
    type: 'category',
    data: labels.map((text) => drawable(text)),
    inverse: lies,
    axisLabel: {
      ...TEXT,
      formatter: (label: string) => label,
      hideOverlap: true,
      ...(lies && { interval: 0 }),
    },
    axisLine: { lineStyle: { color: INK } },
    axisTick: { lineStyle: { color: INK }, alignWithLabel: true },
  };
}

interface Place {
  at: number;
  kind: Chart['kind'];
  labels: readonly string[] | undefined;
}

function drawn({ name, points }: ChartSeries, { at, kind, labels }: Place) {
  const byLabel = new Map(points.map(([place, value]) => [String(place), value]));
  return {
    type: kind,
    name: drawable(name),
    // An index, not a label: two long labels may look the same once they are cut.
    data: labels ? labels.map((label) => byLabel.get(label) ?? null) : points.map((point) => [...point]),
    symbol: points.length === 1 ? 'circle' : 'none',
    lineStyle: { width: 2, type: DASHES[Math.floor(at / 2) % DASHES.length] },
    barMaxWidth: 28,
  };
}
