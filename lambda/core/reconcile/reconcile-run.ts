// What reconcile is given, and what it tells of its run.
import type {
  Clock,
  FileMessages,
  FilesIndex,
  FilesTable,
  KnownRows,
  NewToken,
  PassRecord,
  VersionListing,
} from '../ports.ts';
import type { Deadlines } from '../run.ts';

export interface ReconcileSettings {
  sourceBucketName: string;
  /** Added to the invocation's deadline; covers clocks that differ. */
  leaseMarginInMs: number;
  /** Pages of 1,000 versions that one run walks. */
  maxPages: number;
  minimumAgeInMinutes: number;
  /** Versions older than this, less one day, are left to the lifecycle; undefined: none are. */
  retentionInDays?: number;
}

export interface ReconcileRun {
  versions: VersionListing;
  table: Pick<FilesTable, 'get' | 'write'>;
  knownRows: KnownRows;
  index: Pick<FilesIndex, 'open'>;
  fileMessages: FileMessages;
  passRecord: PassRecord;
  clock: Clock;
  newToken: NewToken;
  settings: ReconcileSettings;
  deadlines: Deadlines;
}

/** What a manual invocation may ask for. */
export interface ReconcileOptions {
  minimumAgeInMinutes?: number;
}

/** `version` had no row, `open` was in work without an owner, `unsent` had a verdict that nobody had announced. */
export interface ReconciledFile {
  documentId: string;
  key: string;
  versionId: string;
  was: 'version' | 'open' | 'unsent';
}

export type ReconcileResult =
  | { done: 'busy' }
  | {
      done: 'ran';
      /** Files whose message was sent. */
      files: ReconciledFile[];
      /** Errors of single files; their turn comes again. */
      errors: { documentId: string; key: string; error: unknown }[];
      pages: number;
      versions: number;
      /** `pass`: the end of the bucket was reached. */
      stoppedBy: 'pass' | 'pages' | 'time' | 'errors' | 'lease';
      /** The record of the last run could not be used, or the store refused its place: a new pass began. */
      restarted: boolean;
      /** Seconds since the beginning of the last pass that reached the end, or of the first one. */
      fullPassAgeInSeconds: number;
    };
