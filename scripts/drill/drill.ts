// What a drill is: something bad is done to a system, then the promise is checked from outside.
import type { DrillSystem, SystemOptions } from './system.ts';

/** What a drill works with. */
export interface Stage {
  /** Starts a system that ends with the drill. */
  begin(options?: Omit<SystemOptions, 'signal'>): Promise<DrillSystem>;
  /** Prints a line of progress. */
  say(line: string): void;
}

export interface Outcome {
  /** What was checked, in a few words. */
  checked: string;
  figures: readonly string[];
  /** Nothing may be in here. */
  violations: readonly string[];
}

export interface Drill {
  name: string;
  /** What it does, in one sentence. */
  what: string;
  run(stage: Stage): Promise<Outcome>;
}

/** The check that all drills share. */
export const PROMISE = 'one terminal row a version, report = row, messages within their faults, queues empty';
