// A whole world in memory around the use cases: ports, settings, clock, and faults at any call.
import { TryAgain } from '../../lambda/core/errors.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { DEFAULT_LIMITS } from '../../lambda/core/limits.ts';
import type { OrderPorts } from '../../lambda/core/order-files/order-ports.ts';
import type { Verdict } from '../../lambda/core/outcome.ts';
import type { Measure } from '../../lambda/core/ports.ts';
import { deadlinesOf, type Ports, type Run, type Settings } from '../../lambda/core/run.ts';
import type { FileVersion } from '../../lambda/core/work.ts';
import { createCountedTokens, createFakeClock, type FakeClock } from './fakes/fake-clock.ts';
import { createMemoryFilesTable, type MemoryFilesTable } from './fakes/memory-files-table.ts';
import { createMemoryNotices, type MemoryNotices } from './fakes/memory-notices.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './fakes/memory-object-store.ts';
import { createMemoryOrderPorts, type MemoryOrderPorts } from './fakes/memory-order-ports.ts';
import { createMemoryQueue, type MemoryQueue } from './fakes/memory-queue.ts';
import { createMemoryReports, type MemoryReports } from './fakes/memory-reports.ts';

/** What may happen to one call. A crash never settles: neither catch nor finally can cheat. */
export type Fault = 'crash before' | 'crash after' | 'error before' | 'error after';
export const FAULTS: readonly Fault[] = ['crash before', 'crash after', 'error before', 'error after'];

export interface World {
  objects: MemoryObjectStore;
  table: MemoryFilesTable;
  reports: MemoryReports;
  notices: MemoryNotices;
  queue: MemoryQueue;
  orders: MemoryOrderPorts;
  clock: FakeClock;
  /** Names of the calls made so far, in order; a write is called by its step. */
  calls: string[];
  /** Decides about the n-th call from now on (0 is the next one). */
  faults: Map<number, Fault>;
  /** Runs before the call of that name takes effect. */
  before: Map<string, () => Promise<void>>;
  settings: Settings;
  measure: Measure;
  run(): Run;
}

export const BUCKET = 'source';
export const INVOCATION_IN_MS = 300_000;
export const LEASE_MARGIN_IN_MS = 60_000;

/** Consumes the body and counts its bytes as words: enough of a reader for the protocol. */
const trivialMeasure: Measure = async ({ body, content }): Promise<Verdict> => {
  let wordCount = 0;
  for await (const chunk of body) {
    wordCount += (chunk as Buffer).length;
    await content?.write(chunk as Buffer);
  }
  return { status: 'PROCESSED', fileType: 'text/plain', lineCount: 1, wordCount };
};

export function createWorld(): World {
  const newToken = createCountedTokens();
  const world: World = {
    objects: createMemoryObjectStore(),
    table: createMemoryFilesTable(),
    reports: createMemoryReports(),
    notices: createMemoryNotices(),
    queue: createMemoryQueue(),
    orders: createMemoryOrderPorts(),
    clock: createFakeClock(Date.parse('2026-11-21T10:00:00.000Z')),
    calls: [],
    faults: new Map(),
    before: new Map(),
    settings: {
      limits: DEFAULT_LIMITS,
      orders: { prefix: 'orders/', policy: 'reject' },
      leaseMarginInMs: LEASE_MARGIN_IN_MS,
      firstRetryDelayInSeconds: 10,
      emailThresholdPerMinute: 20,
      releaseHash: 'r1',
    },
    measure: trivialMeasure,
    run: () => ({
      ...watchedPorts(world),
      orders: async () => watchedOrderPorts(world),
      newToken,
      clock: world.clock,
      measure: world.measure,
      settings: world.settings,
      deadlines: deadlinesOf(
        { now: world.clock.now(), remainingInMs: INVOCATION_IN_MS },
        () => new AbortController().signal,
      ),
    }),
  };
  return world;
}

function watchedPorts(world: World): Pick<Ports, 'objects' | 'table' | 'reports' | 'notices' | 'queue'> {
  return {
    objects: watched(world, world.objects, (method) => method),
    table: watched(world, world.table, (method, [write]) =>
      method === 'write' ? (write as { step: string }).step : method,
    ),
    reports: watched(world, world.reports, (method) => method),
    notices: watched(world, world.notices, (method) => method),
    queue: watched(world, world.queue, (method) => method),
  };
}

/** Opening a staged object is no call; what is then done with it is. */
function watchedOrderPorts(world: World): OrderPorts {
  const { read, staging, ids, normalized, events } = world.orders;
  return {
    read,
    staging: {
      open: (key) => watched(world, staging.open(key), (method) => `${method} staged`),
      read: (key) => staging.read(key),
    },
    ids: watched(world, ids, (method) => `${method} ids`),
    normalized: watched(world, normalized, (method) => method),
    events: watched(world, events, () => 'send event'),
  };
}

type Call = (...inputs: unknown[]) => Promise<unknown>;

/** A port whose calls are recorded, and meet the faults that the world plans. */
export function watched<T extends object>(
  world: World,
  port: T,
  nameOf: (method: string, inputs: unknown[]) => string,
): T {
  return new Proxy(port, {
    get: (target, method) => {
      const real = Reflect.get(target, method) as Call;
      if (typeof real !== 'function') return real;
      return (...inputs: unknown[]) =>
        callWithFault(world, nameOf(String(method), inputs), () => real(...inputs));
    },
  });
}

async function callWithFault(world: World, name: string, real: () => Promise<unknown>): Promise<unknown> {
  const fault = world.faults.get(world.calls.length);
  world.calls.push(name);
  if (fault === 'crash before') return new Promise(() => undefined);
  if (fault === 'error before') throw new TryAgain(`${name} was refused`);
  await world.before.get(name)?.();
  const value = await real();
  if (fault === 'crash after') return new Promise(() => undefined);
  if (fault === 'error after') throw new TryAgain(`the answer of ${name} was lost`);
  return value;
}

/** Uploads one version and gives the delivery of its event. */
export function upload(world: World, content = 'one two', more: Partial<FileVersion> = {}): FileVersion {
  const key = more.key ?? 'notes.txt';
  const { versionId, eTag } = world.objects.put({ bucketName: BUCKET, key, content });
  return {
    bucketName: BUCKET,
    key,
    versionId,
    eTag,
    sizeInBytes: content.length,
    sequencer: versionId,
    occurredAt: new Date(world.clock.now()).toISOString(),
    revision: 1,
    round: 0,
    ...more,
  };
}

/** The only row; fails when there is not exactly one. */
export function onlyRow(world: World): FileRow {
  const [row, ...more] = world.table.rows();
  if (!row || more.length > 0) throw new Error(`There are ${world.table.rows().length} rows instead of one.`);
  return row;
}

/** Time passes until every lease of an invocation that began by now is over. */
export function passLease(world: World): void {
  world.clock.advance(INVOCATION_IN_MS + LEASE_MARGIN_IN_MS + 1);
}
