// The shape of a daily report, as its JSON tells it. Values that do not exist are null.
import type { TerminalStatus } from '../outcome.ts';

export const STATUSES = ['PROCESSED', 'REJECTED', 'FAILED', 'DELETED'] as const satisfies TerminalStatus[];

export type ByStatus = Record<TerminalStatus, number>;

/** Nearest rank: each value occurred. */
export interface Percentiles {
  count: number;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

export interface RankedFile {
  documentId: string;
  fileName: string;
  fileType: string | null;
  fileSize: number | null;
  status: string;
  /** From upload to result. */
  durationInMs: number;
}

/** What the rows of one day come to. */
export interface DayFacts {
  total: number;
  /** Stored bytes of all files whose size is known. */
  totalBytes: number;
  /** Sums of what was counted in the files; a kind of file that has no records adds none. */
  totalRecords: number;
  totalLines: number;
  totalWords: number;
  byStatus: ByStatus;
  /** Most frequent first. */
  byType: { fileType: string; count: number; bytes: number; byStatus: ByStatus }[];
  byReason: { reasonCode: string; count: number }[];
  /** 24 of them, by the hour of the result, UTC. */
  byHour: { hour: number; count: number; byStatus: ByStatus }[];
  sizeInBytes: Percentiles;
  durationInMs: Percentiles;
  largest: RankedFile[];
  slowest: RankedFile[];
}

/** A day before, as its stored report tells it. */
export interface DayBefore {
  day: string;
  revision: number;
  total: number;
  byStatus: ByStatus;
  durationP95InMs: number | null;
}

export interface DailyReport extends DayFacts {
  schemaVersion: 1;
  type: 'daily-report';
  day: string;
  revision: number;
  /** SHA-256 of the day's own rows: another revision is made exactly when it changes. */
  rowsHash: string;
  /** The days among the 7 before that had a report when this one was made, newest first. */
  daysBefore: DayBefore[];
}

/** The message to machines; the mail is made of it. */
export interface MachineFields extends Record<string, unknown> {
  schemaVersion: 1;
  notificationId: string;
  type: 'daily-report';
  day: string;
  revision: number;
  total: number;
  byStatus: ByStatus;
  reportKey: string;
  csvKey: string;
  htmlKey: string;
  text: string;
}

export const noneByStatus = (): ByStatus => ({ PROCESSED: 0, REJECTED: 0, FAILED: 0, DELETED: 0 });
