// What the digest is given, and what it tells of its run.
import type { TerminalStatus } from '../outcome.ts';
import type { Clock, FilesIndex, NewToken, Notices, PassRecord } from '../ports.ts';
import type { Deadlines } from '../run.ts';

export interface Counters {
  /** Value of a counter of the files table; 0 when there is none. Throws TryAgain. */
  read(name: string): Promise<number>;
}

export interface DigestSettings {
  /** The same as that of the functions that commit. */
  emailThresholdPerMinute: number;
  /** Added to the invocation's deadline; covers clocks that differ. */
  leaseMarginInMs: number;
}

export interface DigestRun {
  counters: Counters;
  index: Pick<FilesIndex, 'byDay'>;
  notices: Notices;
  /** Holds how far the minutes are told, and the message that is being sent. */
  passRecord: PassRecord;
  clock: Clock;
  newToken: NewToken;
  settings: DigestSettings;
  deadlines: Deadlines;
}

/** The files of some minutes of which people were not told one by one. */
export interface DigestFacts {
  /** Epoch milliseconds: beginning of the first minute, end of the last. */
  from: number;
  to: number;
  total: number;
  byStatus: Record<TerminalStatus, number>;
  /** How many files by reason code. */
  reasons: ReadonlyMap<string, number>;
  /** Raw names of the first files, each once. */
  firstNames: readonly string[];
}

export interface SentDigest {
  notificationId: string;
  /** ISO times: beginning of its first minute, end of its last. */
  from: string;
  to: string;
  total: number;
}

export type DigestResult =
  | { done: 'busy' }
  | {
      done: 'ran';
      /** Messages that this run sent, also one that an earlier run had left. */
      digests: SentDigest[];
      /** Minutes that were looked at. */
      minutes: number;
      /** `end`: every closed minute is told. */
      stoppedBy: 'end' | 'minutes' | 'time' | 'lease';
      /** What an earlier run kept could not be used. */
      restarted: boolean;
      /** Seconds since the end of the last minute that is told. */
      ageInSeconds: number;
    };
