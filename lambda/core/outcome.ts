// The words in which the result of one file is told: status, type, reason code, verdict.

/** Row status. PROCESSING is in work or waiting; the other four are terminal. */
export type Status = 'PROCESSING' | TerminalStatus;
export type TerminalStatus = 'PROCESSED' | 'REJECTED' | 'FAILED' | 'DELETED';

export type FileType =
  | 'text/csv'
  | 'application/json'
  | 'application/x-ndjson'
  | 'application/xml'
  | 'text/plain'
  | 'application/pdf'
  | 'application/octet-stream';

/** The file is at fault; its owner must act. */
export const REJECTION_CODES = [
  'EMPTY_FILE',
  'FILE_TOO_LARGE',
  'UNSUPPORTED_TYPE',
  'TYPE_MISMATCH',
  'INVALID_ENCODING',
  'MALFORMED_CSV',
  'MALFORMED_JSON',
  'MALFORMED_XML',
  'MALFORMED_PDF',
  'MALFORMED_GZIP',
  'ENCRYPTED_PDF',
  'LIMIT_EXCEEDED',
  'INVALID_ORDERS',
  'CRASHES_PARSER',
] as const;

/** We are at fault, or the object cannot be read by us; the operator must act. */
export const FAILURE_CODES = ['ATTEMPTS_EXHAUSTED', 'NOT_READABLE'] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];
export type FailureCode = (typeof FAILURE_CODES)[number];
export type ReasonCode = RejectionCode | FailureCode;

/** A value as JSON knows it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Facts beyond the fixed attributes, for instance `encoding`, `pageCount`, `delimiter`, `columns`, `orderCount`. At most 16 KB as JSON. */
export type Details = Record<string, Json>;

/** What was measured. Counts are of the unpacked content; `recordCount` is absent where records make no sense. */
export interface Measures {
  lineCount: number;
  wordCount: number;
  recordCount?: number;
  details?: Details;
}

/** What reading one file came to. `fileType` is what the name and the first bytes say. */
export type Verdict =
  | ({ status: 'PROCESSED'; fileType: FileType } & Measures)
  | { status: 'REJECTED'; fileType: FileType; reasonCode: RejectionCode; reason: string; details?: Details }
  | { status: 'FAILED'; fileType: FileType; reasonCode: FailureCode; reason: string }
  | { status: 'DELETED'; fileType: FileType };
