// What order files need of the outside world beyond what every file needs. Loaded only when the first of them is there.
import type { OrderSink, OrdersOptions, OrdersReading, OrdersResult } from '../orders/read-orders.ts';

/** An object that is being written; nobody can read it before it is complete. */
export interface StagedObject extends OrderSink {
  /** Throws TryAgain. */
  write(lines: Buffer): Promise<void>;
  /** Makes it readable as a whole. Throws TryAgain; then the effect is unknown. */
  complete(): Promise<void>;
  /** Gives up what is not complete. Throws TryAgain; what is left over expires. */
  abort(): Promise<void>;
}

/** Objects of attempts, each under a key of its own; they expire. */
export interface Staging {
  open(key: string): StagedObject;
  /** The bytes of a complete object. Throws TryAgain. */
  read(key: string): AsyncIterable<Buffer>;
}

/** What stands under the key of a normalized file. */
export interface NormalizedFile {
  eTag: string;
  /** The staged object that it was copied from. */
  stagedKey?: string;
}

/** Where everybody finds the accepted orders of a file. */
export interface NormalizedFiles {
  /** HEAD. Undefined when there is none. Throws TryAgain. */
  find(key: string): Promise<NormalizedFile | undefined>;
  /** Copies the staged object there, only over exactly what was found: `over` undefined means over nothing. Throws TryAgain. */
  copy(copy: {
    stagedKey: string;
    key: string;
    over: NormalizedFile | undefined;
  }): Promise<'copied' | 'changed'>;
}

/** The ids of the good orders of a file, in the order of the file. */
export type OrderIdSet = Pick<OrdersResult['orderIds'], 'size' | 'digestAt' | 'placeOf'>;

/** A file whose accepted orders hold an order id. */
export interface OrderHolder {
  documentId: string;
  /** Of the file's row at that time. */
  revision: number;
  /** Stands for bucket and key: versions of one file have the same. */
  source: string;
  /** Hash of the normalized orders: the same file sent under another name has the same. */
  content: string;
}

/** What is kept of one order id. More than one holder only when all are the same file, sent again. */
export interface OrderClaim {
  /** Hex digest of the order id. */
  id: string;
  /** Of the attempt that wrote it last: another one for every change. */
  token: string;
  holders: readonly OrderHolder[];
  /** Epoch seconds; only with RetentionInDays. */
  expiresAt?: number;
}

/** A claim that is written only if the one that it replaces (undefined: none) is still there as it was. */
export interface ClaimWrite {
  claim: OrderClaim;
  replaces: OrderClaim | undefined;
}

/** What stood in the way of a write, by id; undefined where the claim to be replaced is gone. */
export type StandingClaims = ReadonlyMap<string, OrderClaim | undefined>;

export interface OrderIds {
  /** Most ids of one call. */
  readonly atOnce: number;
  /** Those of the ids that are claimed, read consistently. Throws TryAgain. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, OrderClaim>>;
  /** All of the writes or none. Throws TryAgain; then the effect is unknown. */
  write(writes: readonly ClaimWrite[]): Promise<'written' | StandingClaims>;
}

/** Detail of the event that tells of accepted orders; the bucket of the normalized file is added by whoever knows it. */
export interface OrdersAccepted {
  schemaVersion: 1;
  documentId: string;
  revision: number;
  key: string;
  orderCount: number;
  totals: Readonly<Record<string, string>>;
}

export interface OrderEvents {
  /** One call puts at most one event on the bus. Throws TryAgain; then the effect is unknown. */
  publish(accepted: OrdersAccepted): Promise<void>;
}

/** What the projection of an accepted order file needs. */
export interface OrderAnnouncing {
  normalized: NormalizedFiles;
  events: OrderEvents;
}

export interface OrderPorts extends OrderAnnouncing {
  /** Begins to read orders; the code for it is loaded with the first order file. */
  read(options: OrdersOptions): Promise<OrdersReading>;
  staging: Staging;
  ids: OrderIds;
}
