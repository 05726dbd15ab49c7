// A world in memory with everything that redrive and reconcile work with besides the ports of process-file.
import { processBatch } from '../../lambda/core/process-batch.ts';
import type { ReconcileRun, ReconcileSettings } from '../../lambda/core/reconcile/reconcile-run.ts';
import type { RedriveRun, RedriveSettings } from '../../lambda/core/redrive/redrive-run.ts';
import {
  createMemoryDeadLetters,
  createMemoryFileMessages,
  createMemoryParkedMessages,
  type MemoryDeadLetters,
  type MemoryFileMessages,
  type MemoryParkedMessages,
} from './fakes/memory-message-queues.ts';
import { createMemoryPassRecord, type MemoryPassRecord } from './fakes/memory-pass-record.ts';
import { BUCKET, createWorld, watched, type World } from './world.ts';

export interface UpkeepWorld extends World {
  deadLetters: MemoryDeadLetters;
  fileMessages: MemoryFileMessages;
  parkedMessages: MemoryParkedMessages;
  passRecord: MemoryPassRecord;
  redriveSettings: Pick<RedriveSettings, 'maxMessages' | 'firstRedriveDelayInSeconds' | 'sourceBucketName'>;
  reconcileSettings: ReconcileSettings;
  versionsAPage: number;
  redriveRun(): RedriveRun;
  reconcileRun(): ReconcileRun;
}

export function createUpkeepWorld(): UpkeepWorld {
  const base = createWorld();
  const world: UpkeepWorld = Object.assign(base, {
    deadLetters: createMemoryDeadLetters(base.clock),
    fileMessages: createMemoryFileMessages(),
    parkedMessages: createMemoryParkedMessages(),
    passRecord: createMemoryPassRecord(),
    redriveSettings: { maxMessages: 100, firstRedriveDelayInSeconds: 60, sourceBucketName: BUCKET },
    reconcileSettings: {
      sourceBucketName: BUCKET,
      leaseMarginInMs: 60_000,
      maxPages: 50,
      minimumAgeInMinutes: 30,
    },
    versionsAPage: 1_000,
    redriveRun: () => redriveRunOf(world),
    reconcileRun: () => reconcileRunOf(world),
  });
  return world;
}

function redriveRunOf(world: UpkeepWorld): RedriveRun {
  const { queue: _queue, measure: _measure, ...run } = world.run();
  return {
    ...run,
    deadLetters: watched(world, world.deadLetters, (method) => method),
    fileMessages: watched(world, world.fileMessages, (method) => method),
    parkedMessages: watched(world, world.parkedMessages, (method) => method),
    settings: { ...run.settings, ...world.redriveSettings },
  };
}

function reconcileRunOf(world: UpkeepWorld): ReconcileRun {
  const { table, clock, newToken, deadlines } = world.run();
  return {
    table,
    clock,
    newToken,
    deadlines,
    index: world.table,
    knownRows: watched(world, { existing: world.table.existing }, (method) => method),
    versions: watched(world, world.objects.listing(BUCKET, world.versionsAPage), (method) => method),
    fileMessages: watched(world, world.fileMessages, (method) => method),
    passRecord: watched(
      world,
      { take: world.passRecord.take, store: world.passRecord.store },
      (method) => method,
    ),
    settings: world.reconcileSettings,
  };
}

/** Delivers what was sent to the file queue, each message once; says which bodies came back. */
export async function deliverSent(world: UpkeepWorld): Promise<string[]> {
  const bodies = world.fileMessages.sent.splice(0).map(({ body }) => body);
  const messages = bodies.map((body, at) => ({
    messageId: `${at}`,
    receiptHandle: `${at}`,
    body,
    receives: 1,
  }));
  const { failedMessageIds } = await processBatch(messages, world.run());
  return failedMessageIds.map((messageId) => bodies[Number(messageId)] ?? '');
}

/** Runs something that may hang because of a crash; tells how it came to an end, if it did. */
export async function orCrash<T>(begin: () => Promise<T>): Promise<T | 'crashed' | 'threw'> {
  let end: T | 'crashed' | 'threw' = 'crashed';
  void begin().then(
    (value) => (end = value),
    () => (end = 'threw'),
  );
  for (let rounds = 0; rounds < 5; rounds++) {
    for (let turns = 0; turns < 300; turns++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return end;
}
