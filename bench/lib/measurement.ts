// What the rounds of one variant come to, and whether two variants have found the same.
import type { Counts } from '../data/truth.ts';
import type { Found } from '../variants/variant.ts';
import { median } from './rounds.ts';

/** One process. */
export interface Measurement {
  seconds: number;
  cpuSeconds: number;
  passes: number;
  found: Found;
  /** Absent where it cannot be seen. */
  peakInBytes?: number;
}

/** All rounds of one variant on one content. */
export interface Summary {
  megabytesPerSecond: number;
  slowest: number;
  fastest: number;
  cpuSecondsPerGigabyte: number;
  peakInMb?: number;
  /** Of every round. */
  found: readonly Found[];
}

export function summarize(rounds: readonly Measurement[], sizeInBytes: number): Summary {
  const speeds = rounds.map(({ seconds, passes }) => (passes * sizeInBytes) / 1e6 / seconds);
  const costs = rounds.map(({ cpuSeconds, passes }) => cpuSeconds / ((passes * sizeInBytes) / 1e9));
  const peaks = rounds.flatMap(({ peakInBytes }) => (peakInBytes === undefined ? [] : [peakInBytes / 1e6]));
  return {
    megabytesPerSecond: median(speeds),
    slowest: Math.min(...speeds),
    fastest: Math.max(...speeds),
    cpuSecondsPerGigabyte: median(costs),
    ...(peaks.length > 0 && { peakInMb: median(peaks) }),
    found: rounds.map(({ found }) => found),
  };
}

export type CountName = Exclude<keyof Found, 'verdict'>;

/** What both sides of a ratio must have found in every round; `truth` is what was put into the data. */
export interface Agreement {
  sides: Readonly<Record<string, Summary>>;
  names: readonly CountName[];
  truth: Partial<Record<CountName, number>>;
}

/** Undefined when every round of every side found the truth; else who found what instead, in words. */
export function disagreement({ sides, names, truth }: Agreement): string | undefined {
  for (const [side, { found }] of Object.entries(sides)) {
    for (const counts of found) {
      if (counts.verdict !== 'PROCESSED') return `${side} rejects the file`;
      const wrong = names.find((name) => counts[name] === undefined || counts[name] !== truth[name]);
      if (wrong)
        return `${side} finds ${counts[wrong] ?? 'no'} ${wrong}, ${truth[wrong] ?? 'an unknown number'} are there`;
    }
  }
  return undefined;
}

/** The truth about a content in the words of a variant. */
export function truthAs({ records, lines, words }: Counts, sizeInBytes: number): Agreement['truth'] {
  return { records, lines, words, bytes: sizeInBytes };
}
