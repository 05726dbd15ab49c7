// Every bound of the readers in one place, with its unit in the name. Tests pass smaller ones.

const KIB = 1024;
const MIB = 1024 * KIB;

export interface Limits {
  /** Largest stored object, and largest unpacked content of a gzip. */
  maxFileSizeInBytes: number;
  /** A PDF cannot be streamed (its index is at the end), so it has its own cap. */
  maxPdfSizeInBytes: number;
  /** One CSV row, one NDJSON line, one JSON array element, one XML child of the root. */
  maxRecordSizeInBytes: number;
  maxCsvColumns: number;
  maxXmlAttributesPerElement: number;
  /** Nesting of JSON values and of XML elements. */
  maxDepth: number;
  /** Unpacked bytes per packed byte, applied after the first `gzipRatioGraceInBytes` of output. */
  maxGzipRatio: number;
  gzipRatioGraceInBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxFileSizeInBytes: 1024 * MIB,
  maxPdfSizeInBytes: 50 * MIB,
  maxRecordSizeInBytes: 16 * MIB,
  maxCsvColumns: 2_000,
  maxXmlAttributesPerElement: 1_000,
  maxDepth: 256,
  maxGzipRatio: 200,
  gzipRatioGraceInBytes: MIB,
};

/** Normalized orders of one file: S3 copies an object of at most 5 GiB with one call (CopyObject). */
export const MAX_NORMALIZED_IN_BYTES = 5 * 1024 * MIB;
/** `details` of a row, as JSON. */
export const MAX_DETAILS_IN_BYTES = 16 * KIB;
/** `reason` of a row; one sentence. */
export const MAX_REASON_IN_CHARACTERS = 500;
/** Claims that may end without release before the next claimer calls the file a crasher. */
export const MAX_CRASHES = 3;
/** A row in work is due for the reconciler when nothing has been heard of it for this long. */
export const RESERVATION_IN_MS = 6 * 60 * 60 * 1000;
/** Longest back-off of an item that met an error. */
export const MAX_RETRY_DELAY_IN_SECONDS = 900;
/** Longest wait of an item whose file is leased by somebody else. */
export const MAX_BUSY_DELAY_IN_SECONDS = 60;
/** Redrives of one revision of a file before it is given up. */
export const MAX_REDRIVE_ROUNDS = 3;
/** Each round waits so many times longer than the one before, at most as long as SQS can delay. */
export const REDRIVE_DELAY_FACTOR = 4;
export const MAX_REDRIVE_DELAY_IN_SECONDS = 900;
