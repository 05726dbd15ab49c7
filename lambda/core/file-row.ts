// One row of the files table: the only truth about one object version.
import type { Details, FileType, ReasonCode, Status } from './outcome.ts';

/** Attributes that the report repeats, field by field, in this order. */
export const PUBLIC_ATTRIBUTES = [
  'documentId',
  'bucketName',
  'fileName',
  'versionId',
  'eTag',
  'checksum',
  'sequencer',
  'fileType',
  'fileSize',
  'status',
  'reasonCode',
  'reason',
  'lineCount',
  'wordCount',
  'recordCount',
  'details',
  'uploadedAt',
  'processedAt',
  'processedDay',
  'revision',
  'releaseHash',
] as const;

/**
 * All times are ISO 8601 UTC with milliseconds, so that text order is time order.
 * A row is *open* (has `openShard` and `nextTryAt`) until its notification is SENT.
 */
export interface FileRow {
  /** UUID version 8 from SHA-256 of bucket, key and version. */
  documentId: string;
  bucketName: string;
  /** The raw object key. */
  fileName: string;
  versionId: string;
  eTag?: string;
  /** `ALGORITHM:value` as S3 tells it. */
  checksum?: string;
  sequencer?: string;
  fileType?: FileType;
  /** Stored bytes. */
  fileSize?: number;
  status: Status;
  reasonCode?: ReasonCode;
  reason?: string;
  lineCount?: number;
  wordCount?: number;
  recordCount?: number;
  details?: Details;
  /** Of accepted orders: key of the normalized file as this attempt wrote it, before it is copied to where all can find it. */
  stagedKey?: string;
  uploadedAt: string;
  processedAt?: string;
  /** YYYY-MM-DD of processedAt. */
  processedDay?: string;
  /** `<processedDay>#<first hex digit of documentId>`. */
  daySlot?: string;
  /** Claims that have not been released. */
  attempt: number;
  /** Owner of the row; whoever commits must hold it. */
  token?: string;
  leaseUntil?: string;
  nextTryAt?: string;
  /** First hex digit of documentId. */
  openShard?: string;
  redriveRounds: number;
  /** 1, plus one for every replay. */
  revision: number;
  notification?: 'PENDING' | 'SENT';
  audience?: 'all' | 'machines';
  releaseHash?: string;
  /** Epoch seconds, as DynamoDB's time to live wants it; only with RetentionInDays. */
  expiresAt?: number;
}

export type RowAttribute = keyof FileRow;

/** Tells whether the row has its verdict. */
export function isTerminal(row: FileRow): boolean {
  return row.status !== 'PROCESSING';
}
