// What every verb of `npm run file` is made of: it looks something up, or does something, and answers for people and for machines.
import type { Clock, FilesIndex, FilesTable } from '../../../lambda/core/ports.ts';
import type { Question } from '../confirm.ts';

/** What the verbs that only look work on. */
export interface Files {
  index: FilesIndex;
  table: FilesTable;
  environmentName: string;
  /** YYYY-MM-DD in UTC. */
  today: string;
}

/** What the verbs that do something are given besides. */
export interface Operation {
  clock: Clock;
  /** Progress for people; never part of the answer. */
  tell(line: string): void;
  /** Throws UserError when the person does not agree, or when there is nobody to ask. */
  confirm(question: Question): Promise<void>;
}

export interface Answer {
  /** What `--json` prints; names are as they are. */
  json: unknown;
  /** What people read; names are escaped, so that they cannot forge a line. */
  text: string;
  /** It was not done to the end: the exit code is 1 although there is an answer. */
  isIncomplete?: boolean;
}

export interface VerbOptions {
  day?: string;
  status?: string;
  /** --version of replay. */
  version?: string;
  /** --version-id of trace. */
  versionId?: string;
  /** False with --no-wait. */
  wait?: boolean;
  rate?: string;
  sendBack?: boolean;
  yes?: boolean;
}

/** `World` is what the verb works on. */
export interface Verb<World = Files> {
  /** The verb and its argument, as commander writes them: `status <key>`. */
  usage: string;
  description: string;
  /** Flags and what they do, beyond those of every command. */
  options: readonly (readonly [flags: string, description: string])[];
  /** `argument` is the empty text for a verb without one. */
  run(world: World, argument: string, options: VerbOptions): Promise<Answer>;
}

/** For verbs that ask. */
export const YES = ['--yes', 'do not ask'] as const;
