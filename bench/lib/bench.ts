// What every part of the benchmark gets.
import type { Tools } from './tools.ts';

export interface Bench {
  isQuick: boolean;
  rounds: number;
  /** Names of figures: a part may leave out what only others need. All without it. */
  wanted?: ReadonlySet<string>;
  /** Of the body of the data; files and objects have it several times. */
  bodyInBytes: number;
  /** Where the data are. */
  dataFolder: string;
  /** Removed at the end. */
  runFolder: string;
  tools: Tools;
  signal: AbortSignal;
  /** Progress, for a person. */
  say: (line: string) => void;
  /** A table or a line of the result. */
  print: (text: string) => void;
}
