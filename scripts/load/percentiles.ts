// Percentiles of a list, by the nearest rank: every figure is one that was measured.

/** Of values in any order; `percent` from 0 (excluded) to 100. Throws for an empty list: there is no such figure. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('A percentile of nothing was asked for.');
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] as number;
}

export interface Latency {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Undefined when nothing was measured. */
export function latencyOf(values: readonly number[]): Latency | undefined {
  if (values.length === 0) return undefined;
  const at = (percent: number) => percentile(values, percent);
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
