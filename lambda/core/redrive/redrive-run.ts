// What redrive is given, and what it tells of its run.
import type { FileEvent } from '../file-event.ts';
import type { FileRow } from '../file-row.ts';
import type { DeadLetters, FileMessages, ParkedMessages } from '../ports.ts';
import type { LedgerRun, LedgerSettings } from '../run.ts';

export interface RedriveSettings extends LedgerSettings {
  /** Dead letters that one run takes. */
  maxMessages: number;
  /** Delay of the first round; each further one takes 4 times as long, at most 900 s. */
  firstRedriveDelayInSeconds: number;
  /** The only bucket in which an event without a version id can be resolved. */
  sourceBucketName: string;
}

export interface RedriveRun extends LedgerRun {
  deadLetters: DeadLetters;
  fileMessages: FileMessages;
  parkedMessages: ParkedMessages;
  settings: RedriveSettings;
}

/**
 * What became of one file of a dead letter.
 * `sent`: back to the file queue. `dropped`: nothing is left to do. `failed`: given up and announced. `left`: in the dead-letter queue, for the next run.
 */
export type Disposal =
  | {
      done: 'sent';
      why: 'no-row' | 'unsent' | 'replay' | 'other-round' | 'next-round';
      revision: number;
      round: number;
      delayInSeconds: number;
    }
  | { done: 'dropped'; why: 'announced' | 'vanished' }
  | { done: 'failed'; row: FileRow }
  | { done: 'parked'; reason: string }
  | { done: 'left'; why: 'busy' | 'superseded' }
  | { done: 'left'; why: 'error'; error: unknown };

export interface FileDisposal {
  event: FileEvent;
  disposal: Disposal;
}

/** One dead letter. `parkedFor` is the reason when it went to the parked queue as a whole. */
export interface LetterResult {
  messageId: string;
  files: FileDisposal[];
  parkedFor?: string;
  /** It is gone from the dead-letter queue. */
  deleted: boolean;
  error?: unknown;
}

export interface RedriveResult {
  letters: LetterResult[];
  stoppedBy: 'empty' | 'limit' | 'time';
}
