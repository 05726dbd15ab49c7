// What can be done to one call between a function and the engine, and the record of what was done.

export const SERVICES = ['s3', 'dynamodb', 'sns', 'sqs'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * `reset`: the connection breaks before the service hears of the call. `error`: 500. `throttle`: the service's own way to say "slower" (S3: 503 SlowDown).
 * `delay`: the call arrives late, perhaps after the caller gave up. `drop-reply`: the service does it, the caller never hears.
 * `cut-body`, `stall-body`: the answer stops at a byte, with a broken connection or with silence.
 */
export const FAULT_KINDS = [
  'reset',
  'error',
  'throttle',
  'delay',
  'drop-reply',
  'cut-body',
  'stall-body',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One attempt of one call. */
export interface Call {
  service: Service;
  /** Name of the API operation, for instance `UpdateItem`. */
  operation: string;
  /** The same for all attempts that the SDK makes of one call. */
  invocationId: string;
  /** Of the file that the call is about, where the call tells one. */
  documentId?: string;
  /** The call marks a row as announced. */
  isMark: boolean;
}

export interface Fault {
  /** `kill`: the process that calls is killed, before or after the call takes effect. */
  kind: FaultKind | 'kill';
  /** Of `delay`. */
  delayInMs?: number;
  /** Of `cut-body` and `stall-body`: share of the body that still comes through, 0 to 1. */
  share?: number;
  /** Of `kill`. */
  isAfterEffect?: boolean;
}

/** A fault that really happened; `at` is epoch milliseconds. */
export interface DoneFault extends Call {
  kind: Fault['kind'];
  at: number;
}

/** Decides about every attempt of every call. */
export type ChooseFault = (call: Call) => Fault | undefined;

/** How many faults of each kind. */
export function countKinds(faults: readonly Pick<DoneFault, 'kind'>[]): Record<string, number> {
  const groups = Map.groupBy(faults, ({ kind }) => kind);
  return Object.fromEntries([...groups].map(([kind, members]) => [kind, members.length]));
}

/** How many faults met each operation. */
export function countOperations(faults: readonly Pick<DoneFault, 'operation'>[]): Record<string, number> {
  const groups = Map.groupBy(faults, ({ operation }) => operation);
  return Object.fromEntries([...groups].map(([operation, members]) => [operation, members.length]));
}
