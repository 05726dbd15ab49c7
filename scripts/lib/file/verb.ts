// What every verb of `npm run file` is made of: it looks something up and answers for people and for machines.
import type { FilesIndex, FilesTable } from '../../../lambda/core/ports.ts';

/** What the verbs work on. */
export interface Files {
  index: FilesIndex;
  table: FilesTable;
  environmentName: string;
  /** YYYY-MM-DD in UTC. */
  today: string;
}

export interface Answer {
  /** What `--json` prints; names are as they are. */
  json: unknown;
  /** What people read; names are escaped, so that they cannot forge a line. */
  text: string;
}

export interface VerbOptions {
  day?: string;
  status?: string;
}

export interface Verb {
  /** The verb and its argument, as commander writes them: `status <key>`. */
  usage: string;
  description: string;
  /** Flags and what they do, beyond those of every command. */
  options: readonly (readonly [flags: string, description: string])[];
  /** `argument` is the empty text for a verb without one. */
  run(files: Files, argument: string, options: VerbOptions): Promise<Answer>;
}
