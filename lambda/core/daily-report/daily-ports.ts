// The outside world as the daily report sees it. Each method is one call that may fail, and says what its failure means.
import type { Clock, FilesIndex, NewToken, Notices, Reports } from '../ports.ts';
import type { MachineFields } from './report-types.ts';

/** The bookkeeping of one day, which is also the outbox of its message. */
export interface DayEntry {
  /** Of the report that stands; absent while the first one is being made. */
  revision?: number;
  /** Of the day's own rows as they were in that revision. */
  rowsHash?: string;
  notification?: 'PENDING' | 'SENT';
  /** What is to be published, or was. */
  message?: MachineFields;
}

/** Times are ISO texts. */
export interface DayLease {
  day: string;
  token: string;
  now: string;
  until: string;
  /** A lease beyond this is rubbish, and nobody's. */
  latest: string;
  /** The revision that was seen; absent: none. */
  revision?: number;
}

export interface DayBook {
  /** Strongly consistent. Throws TryAgain. */
  read(day: string): Promise<DayEntry | undefined>;
  /** Takes the lease when nobody holds one and the revision is still the one that was seen. Throws TryAgain. */
  take(lease: DayLease): Promise<boolean>;
  /** Tells the new revision, to be announced; false when the lease is somebody else's by now. Throws TryAgain. */
  commit(entry: Required<Omit<DayEntry, 'notification'>> & { day: string; token: string }): Promise<boolean>;
  /** Marks the message as sent and gives the lease back. Throws TryAgain. */
  markSent(lease: Pick<DayLease, 'day' | 'token'>): Promise<void>;
  /** Gives the lease back; nothing happens when it is somebody else's by now. Throws TryAgain. */
  release(lease: Pick<DayLease, 'day' | 'token'>): Promise<void>;
}

export interface StoredReports {
  /** The object as it stands; undefined when there is none. Throws TryAgain. */
  read(key: string): Promise<Buffer | undefined>;
}

export interface DailyPorts {
  index: Pick<FilesIndex, 'byDay'>;
  book: DayBook;
  reports: Reports;
  stored: StoredReports;
  notices: Notices;
  clock: Clock;
  newToken: NewToken;
}

export interface DailyRun extends DailyPorts {
  /** Epoch milliseconds. */
  deadlines: { startBefore: number; end: number };
  /** Added to the invocation's deadline; covers clocks that differ. */
  leaseMarginInMs: number;
}
