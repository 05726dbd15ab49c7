// The verbs that do something, in a world in memory in which the real process-file, redrive and reconcile run too.
import { expect } from '@jest/globals';
import { processBatch } from '../../../../lambda/core/process-batch.ts';
import { ownMessage } from '../../../../lambda/core/own-message.ts';
import type { FileVersion } from '../../../../lambda/core/work.ts';
import type { BackfillWorld } from '../../../../scripts/lib/file/backfill.ts';
import type { ForgetWorld, KeyVersion, KeyVersions } from '../../../../scripts/lib/file/forget.ts';
import type { ReplayWorld } from '../../../../scripts/lib/file/replay.ts';
import type { Operation } from '../../../../scripts/lib/file/verb.ts';
import type { Question } from '../../../../scripts/lib/confirm.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { BUCKET, upload, watched } from '../../../support/world.ts';

export interface OperatorWorld extends UpkeepWorld, Omit<Operation, 'clock'> {
  told: string[];
  asked: Question[];
  /** What the person answers; default is consent. */
  consent: () => void;
  isStopped: () => boolean;
  deleteMarkers: { key: string; versionId: string }[];
  forgetWorld(): ForgetWorld;
  replayWorld(): ReplayWorld;
  backfillWorld(): BackfillWorld;
}

export function createOperatorWorld(): OperatorWorld {
  const base = createUpkeepWorld();
  const world: OperatorWorld = Object.assign(base, {
    told: [],
    asked: [],
    consent: () => undefined,
    isStopped: () => false,
    deleteMarkers: [],
    tell: (line: string) => void world.told.push(line),
    confirm: async (question: Question) => {
      world.asked.push(question);
      if (!question.yes) world.consent();
    },
    forgetWorld: () => ({
      ...common(world),
      source: watched(world, sourceVersions(world), (method) => `source ${method}`),
      reports: watched(world, reportVersions(world), (method) => `reports ${method}`),
    }),
    replayWorld: () => ({ ...common(world), objects: world.objects, fileMessages: sending(world) }),
    backfillWorld: () => backfillWorldOf(world),
  });
  return world;
}

function common(world: OperatorWorld) {
  const { table, clock } = world.run();
  return {
    table,
    clock,
    index: world.table,
    environmentName: 'dev',
    today: '2026-11-21',
    sourceBucketName: BUCKET,
    tell: world.tell,
    confirm: world.confirm,
  };
}

const sending = (world: OperatorWorld) => watched(world, world.fileMessages, (method) => method);

function backfillWorldOf(world: OperatorWorld): BackfillWorld {
  return {
    ...common(world),
    fileMessages: sending(world),
    knownRows: watched(world, { existing: world.table.existing }, (method) => method),
    isStopped: () => world.isStopped(),
    versionsUnder: (prefix) => {
      const listing = world.objects.listing(BUCKET, world.versionsAPage);
      const page: typeof listing.page = async (after) => {
        const all = await listing.page(after);
        if (all === 'marker-refused') return all;
        return { ...all, versions: all.versions.filter(({ key }) => key.startsWith(prefix)) };
      };
      return watched(world, { page }, (method) => method);
    },
  };
}

function sourceVersions(world: OperatorWorld): KeyVersions {
  const { objects, deleteMarkers } = world;
  return {
    list: async (key) => [
      ...(await objects.listVersions(BUCKET, key)).map((listed) => ({ ...listed, isDeleteMarker: false })),
      ...deleteMarkers
        .filter((marker) => marker.key === key)
        .map(({ versionId }) => markerOf(versionId, world.clock.now())),
    ],
    delete: async (key, versionId) => {
      objects.purge({ bucketName: BUCKET, key, versionId });
      const at = deleteMarkers.findIndex((marker) => marker.key === key && marker.versionId === versionId);
      if (at >= 0) deleteMarkers.splice(at, 1);
    },
  };
}

const markerOf = (versionId: string, now: number): KeyVersion => ({
  versionId,
  isDeleteMarker: true,
  lastModified: new Date(now).toISOString(),
});

/** Every write of a report is a version, as in a versioned bucket. */
function reportVersions({ reports }: OperatorWorld): KeyVersions {
  const writes = reports.writes as { key: string; body: Buffer }[];
  const objects = reports.objects as Map<string, Buffer>;
  return {
    list: async (key) =>
      writes.flatMap((write, at) =>
        write.key === key ? [{ ...markerOf(`w${at}`, 0), isDeleteMarker: false }] : [],
      ),
    delete: async (key, versionId) => {
      const write = writes[Number(versionId.slice(1))];
      if (write?.key === key) write.key = 'deleted';
      if (!writes.some((left) => left.key === key)) objects.delete(key);
    },
  };
}

/** The real process-file takes one message about this file; tells whether the message came back. */
export async function deliver(world: UpkeepWorld, file: FileVersion): Promise<boolean> {
  const body = ownMessage(file, file);
  const { failedMessageIds } = await processBatch(
    [{ messageId: 'm', receiptHandle: 'r', body, receives: 1 }],
    world.run(),
  );
  return failedMessageIds.length > 0;
}

/** A file that was uploaded, processed, reported and announced. */
export async function finished(
  world: UpkeepWorld,
  content: string,
  more: Partial<FileVersion> = {},
): Promise<FileVersion> {
  const file = upload(world, content, more);
  await deliver(world, file);
  world.clock.advance(1_000);
  return file;
}

/** What a person who types another answer brings about. */
export function refuseConsent(): never {
  throw new UserError('Nothing was changed, because the answer was another one.');
}

const ATTRIBUTES_OF_A_TOMBSTONE = [
  'attempt',
  'bucketName',
  'documentId',
  'fileName',
  'notification',
  'processedAt',
  'reason',
  'redriveRounds',
  'revision',
  'status',
  'uploadedAt',
  'versionId',
];

/** Only tombstones are left, so many; of other attributes they may have the order among the versions. */
export function expectTombstones(world: UpkeepWorld, count: number): void {
  const rows = world.table.rows();
  expect(rows).toHaveLength(count);
  for (const { sequencer: _sequencer, ...row } of rows) {
    expect(row).toMatchObject({ status: 'DELETED', revision: Number.MAX_SAFE_INTEGER });
    expect(Object.keys(row).sort()).toEqual(ATTRIBUTES_OF_A_TOMBSTONE);
  }
}
