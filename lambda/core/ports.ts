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

export interface Counter {
  name: string;
  amount?: number;
  /** Epoch seconds. */
  expiresAt: number;
}

export interface FilesTable {
  /** Strongly consistent read of one row. Throws TryAgain. */
  get(documentId: string): Promise<FileRow | undefined>;
  /** One conditional update. A failed condition is a result, not an error. Throws TryAgain; then the effect is unknown. */
  write(write: RowWrite): Promise<WriteResult>;
  /** Adds the amount (1 by default) to a counter that lives for a day and tells the new value. Throws TryAgain; then the effect is unknown. */
  count(counter: Counter): Promise<number>;
}

/** What the operator's tools read; index queries, never a scan. Pages are fetched as the iteration goes on. */
export interface FilesIndex {
  /** Every row of this file name, oldest upload first, ties by sequencer. */
  byFile(fileName: string): AsyncIterable<FileRow>;
  /**
   * The rows whose verdict fell on this UTC day (YYYY-MM-DD), in the attributes that the index includes, by processedAt;
   * `times` (ISO, both included) leaves out those before and after.
   */
  byDay(day: string, times?: { from: string; to: string }): AsyncIterable<FileRow>;
  /** Keys of the rows that are still open, by nextTryAt; `dueBefore` (ISO time) leaves out those that are due later or just then. */
  open(dueBefore?: string): AsyncIterable<Pick<FileRow, 'documentId'>>;
}

export interface KnownRows {
  /** Those of the ids that have a row, read consistently. Throws TryAgain. */
  existing(documentIds: readonly string[]): Promise<ReadonlySet<string>>;
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

export interface FileMessages {
  /** Puts one message into the file queue; nobody sees it for so many seconds. Throws TryAgain; then the effect is unknown. */
  send(body: string, delayInSeconds: number): Promise<void>;
}

export interface DeadLetter {
  messageId: string;
  receiptHandle: string;
  body: string;
}

export interface DeadLetters {
  /** Up to `most` (at most 10) messages, hidden from everybody for so many seconds; none when the queue looks empty. Throws TryAgain. */
  receive(most: number, hiddenForSeconds: number): Promise<DeadLetter[]>;
  /** Throws TryAgain. */
  delete(receiptHandle: string): Promise<void>;
}

export interface ParkedMessages {
  /** Keeps a message that nobody understands for a person. Throws TryAgain; then the effect is unknown. */
  park(message: { messageId: string; body: string; reason: string }): Promise<void>;
}

/** A place in the listing of a bucket. Without a version: after all versions of the key. */
export interface VersionMarker {
  key: string;
  versionId?: string;
}

export interface VersionPage {
  versions: (ListedVersion & { key: string })[];
  /** Where the next page begins; absent on the last one. */
  next?: VersionMarker;
}

export interface VersionListing {
  /**
   * One page of all versions of all keys of the source bucket, in the order of the store; delete markers are left out.
   * `marker-refused`: the store says that no page can begin there. Throws TryAgain.
   */
  page(after?: VersionMarker): Promise<VersionPage | 'marker-refused'>;
}

/** The one bookkeeping item that says how far a function on a schedule has come, and whose turn it is. Times are ISO texts. */
export interface PassRecord {
  /**
   * Takes the lease when nobody holds a plausible one (until between `now` and `latest`), whatever else the item holds.
   * The state is as it was stored and must be judged. Throws TryAgain.
   */
  take(lease: {
    token: string;
    now: string;
    until: string;
    latest: string;
  }): Promise<'busy' | { state: unknown }>;
  /** Replaces the state, keeps the lease or gives it back; false when the lease is somebody else's by now. Throws TryAgain. */
  store(update: {
    token: string;
    state: Record<string, string | number>;
    release: boolean;
  }): Promise<boolean>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** Source of fresh tokens that never repeat. */
export type NewToken = () => string;

/** Sees the content of a file, unpacked, block by block, after the format reader has found it sound so far; bytes without the byte order mark. */
export interface ContentObserver {
  /** `block` stays as it is only until the returned promise is settled. */
  write(block: Buffer): void | Promise<void>;
}

/** What a reader gets: the stored bytes once, the raw key, the stored size. */
export interface MeasureInput {
  fileName: string;
  sizeInBytes: number;
  body: Readable;
  limits: Limits;
  /** Sees every block that the reader took without a fault. */
  content?: ContentObserver;
}

/**
 * Decides the type, reads the whole body once and measures it.
 * Bad content is a REJECTED verdict, never an exception; an error of `body` itself is passed through as it is.
 */
export type Measure = (input: MeasureInput) => Promise<Verdict>;
