// The tables that the benchmark prints.
import Table from 'cli-table3';
import { GOALS, standingOf, type Outcome } from './goals.ts';
import type { Summary } from './measurement.ts';

type Print = (text: string) => void;

export const sizeName = (bytes: number) =>
  bytes < 9.5e8 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** Three digits that say something. */
export const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** No lines between the rows: there are many. */
const PLAIN = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

function draw(head: string[], rows: (string | number)[][]): string {
  const table = new Table({ head, chars: PLAIN, style: { head: [], border: [] } });
  table.push(...rows);
  return table.toString();
}

const shown = (value: number | undefined) => (value === undefined ? '' : figure(value));

/** One row for each way. */
export function printReadings(summaries: ReadonlyMap<string, Summary>, print: Print): void {
  const head = ['way', 'MB/s', 'slowest', 'fastest', 'CPU-s/GB', 'peak MB', 'records', 'lines', 'words'];
  const rows = [...summaries].map(([id, summary]) => {
    const [found] = summary.found;
    return [
      id,
      ...[summary.megabytesPerSecond, summary.slowest, summary.fastest, summary.cpuSecondsPerGigabyte].map(
        figure,
      ),
      shown(summary.peakInMb),
      ...[found?.records, found?.lines, found?.words].map((count) => count ?? ''),
    ];
  });
  print(draw(head, rows));
}

/** Every figure with its floor and target, and every one that was refused. */
export function printOutcomes(outcomes: readonly Outcome[], print: Print): void {
  const rows = outcomes.map((outcome) => {
    const { better, floor, target } = GOALS[outcome.name];
    const told = 'value' in outcome ? figure(outcome.value) : 'refused';
    const standing = 'value' in outcome ? standingOf(outcome.name, outcome.value) : outcome.refused;
    return [outcome.name, told, better === 'higher' ? `>= ${floor}` : `<= ${floor}`, target, standing];
  });
  print(draw(['figure', 'value', 'floor', 'target', 'standing'], rows));
}

/** One row for each format. */
export function printMemory(
  growths: readonly { format: string; small: Summary; large: Summary }[],
  sizes: readonly string[],
  print: Print,
): void {
  const rows = growths.map(({ format, small, large }) => {
    const [before = NaN, after = NaN] = [small.peakInMb, large.peakInMb];
    return [format, ...[before, after, after - before, large.megabytesPerSecond].map(figure)];
  });
  print(draw(['format', ...sizes.map((size) => `MB at ${size}`), 'growth in MB', 'MB/s'], rows));
}
