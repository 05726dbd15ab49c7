// What the use cases are given: the ports, the settings, and the time limits of one invocation.
import type { FileRow } from './file-row.ts';
import type { Limits } from './limits.ts';
import type { OrderSettings } from './order-files/order-file.ts';
import type { OrderAnnouncing, OrderPorts } from './order-files/order-ports.ts';
import type { Clock, FilesTable, Measure, NewToken, Notices, ObjectStore, Queue, Reports } from './ports.ts';
import type { Delivery } from './work.ts';

/** A row that a delivery made its own: to read the file, to read it again as the next revision, or to announce what another one found. */
export interface TakenRow {
  step: 'claim' | 'open' | 'take over';
  row: FileRow;
  delivery: Delivery;
}

/** Enough to decide about a row and to announce it, without reading a file. */
export interface LedgerPorts {
  objects: Pick<ObjectStore, 'listVersions'>;
  table: FilesTable;
  reports: Reports;
  notices: Notices;
  clock: Clock;
  newToken: NewToken;
  /** Absent where rows with accepted orders are never announced. Loaded when it is first asked for. */
  orders?: () => Promise<OrderAnnouncing>;
}

export interface Ports extends LedgerPorts {
  objects: ObjectStore;
  queue: Queue;
  measure: Measure;
  orders: () => Promise<OrderPorts>;
  /**
   * Told of every row that a delivery made its own, before the work on it begins: of an attempt that ends the process nothing else is left to
   * read. Must not throw.
   */
  onTaken?: (taken: TakenRow) => void;
}

export interface LedgerSettings {
  /** Added to the invocation's deadline; covers clocks that differ. */
  leaseMarginInMs: number;
  /** Above so many file messages in one minute, files go to machines only. */
  emailThresholdPerMinute: number;
  /** Terminal rows expire 30 days after the objects do; undefined: never. */
  retentionInDays?: number;
  releaseHash: string;
}

export interface Settings extends LedgerSettings {
  limits: Limits;
  orders: OrderSettings;
  firstRetryDelayInSeconds: number;
}

/** All times are epoch milliseconds. */
export interface Deadlines {
  /** No file is started after this; it is handed back unclaimed. */
  startBefore: number;
  /** Every answer must be given by then; before it, releases are tried again. */
  returnBy: number;
  /** The invocation ends here whatever happens. */
  end: number;
  /** Aborts reads that would run into `returnBy`. */
  signal: AbortSignal;
}

export interface LedgerRun extends LedgerPorts {
  settings: LedgerSettings;
  deadlines: Deadlines;
}

export interface Run extends Ports {
  settings: Settings;
  deadlines: Deadlines;
}

/** Share of the invocation's time that is kept for releasing and answering; more than a few seconds are never needed. */
const RESERVE = { share: 0.1, leastInMs: 300, mostInMs: 5_000 };

/** Deadlines of an invocation that has so many milliseconds left. `abortAfter` makes the signal of a time-out. */
export function deadlinesOf(
  times: { now: number; remainingInMs: number },
  abortAfter: (ms: number) => AbortSignal,
): Deadlines {
  const { now, remainingInMs } = times;
  const reserve = Math.min(RESERVE.mostInMs, Math.max(RESERVE.leastInMs, remainingInMs * RESERVE.share));
  return {
    startBefore: now + remainingInMs - 3 * reserve,
    signal: abortAfter(Math.max(0, Math.floor(remainingInMs - 2 * reserve))),
    returnBy: now + remainingInMs - reserve,
    end: now + remainingInMs,
  };
}
