// The outside world as the core sees it. Each method is one call that may fail, and says what its failure means.
import type { Readable } from 'node:stream';
import type { FileRow } from './file-row.ts';
import type { Limits } from './limits.ts';
import type { Verdict } from './outcome.ts';
import type { RowWrite, WriteResult } from './row-write.ts';

/** One object version, named exactly. `key` is raw, never encoded. */
export interface VersionRef {
  bucketName: string;
  key: string;
  versionId: string;
}

/** An opened object version; `body` must be consumed or destroyed. */
export interface OpenObject {
  body: Readable;
  /** Stored bytes, from Content-Length. */
  sizeInBytes: number;
  /** Without quotes. */
  eTag: string;
  /** `ALGORITHM:value`, when the store tells one. */
  checksum?: string;
}

/** One version in a listing; delete markers are left out. */
export interface ListedVersion {
  versionId: string;
  eTag: string;
  sizeInBytes: number;
  lastModified: string;
}

export interface ObjectStore {
  /**
   * Opens one version with a single GET.
   * Throws VersionGone when it was purged, ObjectNotReadable when it is archived or under a customer's key, TryAgain for the rest.
   */
  open(ref: VersionRef, signal: AbortSignal): Promise<OpenObject>;
  /** All versions of exactly this key, oldest first. Throws TryAgain. */
  listVersions(bucketName: string, key: string): Promise<ListedVersion[]>;
}

export interface FilesTable {
  /** Strongly consistent read of one row. Throws TryAgain. */
  get(documentId: string): Promise<FileRow | undefined>;
  /** One conditional update. A failed condition is a result, not an error. Throws TryAgain; then the effect is unknown. */
  write(write: RowWrite): Promise<WriteResult>;
  /** Adds one to a counter that lives for some minutes and tells the new value. Throws TryAgain. */
  count(counter: { name: string; expiresAt: number }): Promise<number>;
}

/** What the operator's tools read; index queries, never a scan. Pages are fetched as the iteration goes on. */
export interface FilesIndex {
  /** Every row of this file name, oldest upload first, ties by sequencer. */
  byFile(fileName: string): AsyncIterable<FileRow>;
  /** The rows whose verdict fell on this UTC day (YYYY-MM-DD), in the attributes that the index includes, by processedAt. */
  byDay(day: string): AsyncIterable<FileRow>;
  /** Keys of the rows that are still open, by nextTryAt. */
  open(): AsyncIterable<Pick<FileRow, 'documentId'>>;
}

/** Reports bucket. `sameContent` compares with the body that the caller wants to write. */
export interface Reports {
  /** PUT If-None-Match `*`. Throws TryAgain. */
  putIfAbsent(key: string, body: Buffer): Promise<'written' | 'exists'>;
  /** HEAD. Undefined when there is none. Throws TryAgain. */
  head(key: string, body: Buffer): Promise<{ eTag: string; sameContent: boolean } | undefined>;
  /** PUT If-Match. Throws TryAgain. */
  putIfMatch(key: string, body: Buffer, eTag: string): Promise<'written' | 'changed'>;
}

/** One message on the results topic. */
export interface Notice {
  /** JSON for machines. */
  machineText: string;
  /** Plain text for people. */
  emailText: string;
  /** Printable ASCII, under 100 characters. */
  subject: string;
  /** Message attributes, all of type String. */
  attributes: Record<string, string>;
}

export interface Notices {
  /** One call publishes at most once. Throws TryAgain; then the effect is unknown. */
  publish(notice: Notice): Promise<void>;
}

export interface Queue {
  /** Makes a received message visible again after so many seconds. Throws TryAgain. */
  changeVisibility(receiptHandle: string, seconds: number): Promise<void>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** Source of fresh tokens that never repeat. */
export type NewToken = () => string;

/** What a reader gets: the stored bytes once, the raw key, the stored size. */
export interface MeasureInput {
  fileName: string;
  sizeInBytes: number;
  body: Readable;
  limits: Limits;
}

/**
 * Decides the type, reads the whole body once and measures it.
 * Bad content is a REJECTED verdict, never an exception; an error of `body` itself is passed through as it is.
 */
export type Measure = (input: MeasureInput) => Promise<Verdict>;
