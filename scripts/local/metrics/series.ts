// Metric series in memory, as CloudWatch keeps them: one series for each set of dimensions, summed up by the minute, within bounds.

/** Names one series; other dimensions are another metric, and their order says nothing. */
export interface MetricId {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** One value; `at` in epoch milliseconds. */
export interface Sample {
  at: number;
  value: number;
}

/** `p50`, `p99`, `p99.9` … beside those with a name. */
export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount' | `p${number}`;

export interface SeriesQuery {
  /** Epoch milliseconds; the first period begins here, rounded down to a minute. */
  from: number;
  /** Epoch milliseconds; periods that begin here or later are left out. */
  to: number;
  /** Whole minutes: CloudWatch keeps nothing finer for metrics of standard resolution. */
  periodInSeconds: number;
  statistic: Statistic;
}

export interface SeriesStore {
  /** Keeps one value; one that is older than the store looks back is dropped. */
  add(metric: MetricId, sample: Sample): void;
  /** One value for each period with data, oldest first; `at` is the beginning of the period. */
  read(metric: MetricId, query: SeriesQuery): Sample[];
  /** Every metric with data. */
  list(): MetricId[];
}

const MINUTE = 60_000;
/** Two days, so that an alarm on a whole day can be told; 2,880 minutes of five numbers a series. */
const KEPT_MINUTES = 2 * 24 * 60;
/** Single values, which only percentiles need, are kept for three hours. */
const KEPT_RAW_MINUTES = 180;
/** Most single values of one minute; above, every second one is let go, so the share of each range stays about the same. */
const MOST_RAW_PER_MINUTE = 1024;

interface Minute {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** A part of the single values, evenly taken: one of every `step`; empty when they are too old. */
  raw: number[];
  step: number;
}

interface Series {
  metric: MetricId;
  /** By minutes since the epoch. */
  minutes: Map<number, Minute>;
  newest: number;
}

/** An empty store. */
export function createSeriesStore(): SeriesStore {
  const all = new Map<string, Series>();
  return {
    add(metric, { at, value }) {
      if (!Number.isFinite(value) || !Number.isFinite(at)) return;
      const key = keyOf(metric);
      const series = all.get(key) ?? { metric, minutes: new Map<number, Minute>(), newest: -Infinity };
      all.set(key, series);
      addTo(series, Math.floor(at / MINUTE), value);
    },
    read(metric, query) {
      const series = all.get(keyOf(metric));
      return series === undefined ? [] : readFrom(series, query);
    },
    list: () => [...all.values()].filter(({ minutes }) => minutes.size > 0).map(({ metric }) => metric),
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

function addTo(series: Series, minute: number, value: number): void {
  if (minute <= series.newest - KEPT_MINUTES) return;
  if (minute > series.newest) {
    series.newest = minute;
    forgetOld(series);
  }
  const into = series.minutes.get(minute);
  if (into === undefined) {
    const isRawKept = minute > series.newest - KEPT_RAW_MINUTES;
    const only = { count: 1, sum: value, minimum: value, maximum: value, step: 1 };
    series.minutes.set(minute, { ...only, raw: isRawKept ? [value] : [] });
    return;
  }
  into.sum += value;
  into.minimum = Math.min(into.minimum, value);
  into.maximum = Math.max(into.maximum, value);
  keepRaw(into, value);
  into.count += 1;
}

function keepRaw(into: Minute, value: number): void {
  // Nothing was kept of a minute that was too old at its first value.
  if (into.raw.length === 0 || into.count % into.step !== 0) return;
  into.raw.push(value);
  if (into.raw.length > MOST_RAW_PER_MINUTE) {
    into.raw = into.raw.filter((_, at) => at % 2 === 0);
    into.step *= 2;
  }
}

function forgetOld({ minutes, newest }: Series): void {
  for (const [minute, kept] of minutes) {
    if (minute <= newest - KEPT_MINUTES) minutes.delete(minute);
    else if (minute <= newest - KEPT_RAW_MINUTES) kept.raw = [];
  }
}

function readFrom({ minutes }: Series, { from, to, periodInSeconds, statistic }: SeriesQuery): Sample[] {
  const length = periodInSeconds / 60;
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`A period is a whole number of minutes, not ${periodInSeconds} s; use 60 or more.`);
  }
  const first = Math.floor(from / MINUTE);
  const last = Math.ceil(to / MINUTE);
  const periods = new Map<number, Minute[]>();
  for (const [minute, kept] of minutes) {
    if (minute < first || minute >= last) continue;
    const begin = minute - ((minute - first) % length);
    periods.set(begin, [...(periods.get(begin) ?? []), kept]);
  }
  return [...periods]
    .toSorted(([a], [b]) => a - b)
    .map(([begin, parts]) => ({ at: begin * MINUTE, value: statisticOf(parts, statistic) }))
    .filter((sample): sample is Sample => sample.value !== undefined);
}

function statisticOf(parts: readonly Minute[], statistic: Statistic): number | undefined {
  const count = sum(parts.map((part) => part.count));
  const total = sum(parts.map((part) => part.sum));
  switch (statistic) {
    case 'Sum':
      return total;
    case 'SampleCount':
      return count;
    case 'Average':
      return total / count;
    case 'Minimum':
      return Math.min(...parts.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...parts.map(({ maximum }) => maximum));
    default:
      return percentile(parts, Number(statistic.slice(1)));
  }
}

/** Nearest rank, so that the answer is a value that was there; undefined when the single values are gone. */
function percentile(parts: readonly Minute[], percent: number): number | undefined {
  if (!(percent > 0 && percent <= 100)) {
    throw new RangeError(`A percentile is above 0 and at most 100, not ${percent}; write for instance p95.`);
  }
  const values = parts
    .flatMap(({ raw, step }) => raw.map((value) => ({ value, weight: step })))
    .toSorted((a, b) => a.value - b.value);
  const rank = (percent / 100) * sum(values.map(({ weight }) => weight));
  let passed = 0;
  return values.find(({ weight }) => (passed += weight) >= rank)?.value;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
