// `npm run file -- forget KEY`: removes what the system keeps of a file, and keeps it from coming back.
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { inLanes } from '../../../lambda/core/lanes.ts';
import { reportKeyOf } from '../../../lambda/core/report/file-report.ts';
import { UserError } from '../user-error.ts';
import { collect, readAgain } from './look-up.ts';
import { showCount } from './show-row.ts';
import { showText } from './show-text.ts';
import { isBeingAnnounced, isForgotten, tombstone, type Forgettable } from './tombstone.ts';
import { YES, type Answer, type Files, type Operation, type Verb } from './verb.ts';

/** One version or delete marker of a key. */
export interface KeyVersion {
  versionId: string;
  isDeleteMarker: boolean;
  /** ISO time. */
  lastModified: string;
}

/** A versioned bucket, one key at a time. */
export interface KeyVersions {
  /** All versions and delete markers of exactly this key. Throws TryAgain. */
  list(key: string): Promise<KeyVersion[]>;
  /** For good; nothing happens when it is gone already. Throws TryAgain. */
  delete(key: string, versionId: string): Promise<void>;
}

export interface ForgetWorld extends Files, Operation {
  sourceBucketName: string;
  source: KeyVersions;
  reports: KeyVersions;
}

/** Told with every answer: a person who must erase something has to know where else it may be. */
export const KEPT_ELSEWHERE = [
  'Not reached by this command: daily reports that were written already, logs (until their retention ends), messages that were sent,',
  'messages in queues (they name the file, never its content), copies of orders in the making (staging/, at most 7 days), what consumers of',
  'accepted orders keep, hashes of order ids in the table, and backups of the table (point-in-time recovery, at most 35 days).',
  'After a restore of the table run it again. The name of the file stays in the tombstone, so that nothing brings the file back.',
].join('\n');

const LANES = 8;
const PAUSE_IN_MS = 1_000;
/** A worker holds a row at most as long as its invocation and the margin: 6 minutes by default, 16 at most. */
const WAIT_IN_MS = 17 * 60 * 1000;

interface Counts {
  versions: number;
  objectVersions: number;
  deleteMarkers: number;
  reportVersions: number;
}

/** What exists when the command begins; whatever is uploaded later under the same key is another file and is left alone. */
interface Found {
  stored: KeyVersion[];
  targets: Forgettable[];
}

/**
 * Tombstones first: from then on neither a late message nor redrive nor reconcile makes anything of these versions again.
 * Then the objects, then the reports. Every step can be done again, and the tombstones lead a second run to what is left.
 */
export const forget: Verb<ForgetWorld> = {
  usage: 'forget <key>',
  description:
    'erase every version of a file, its rows and its reports for good; leaves a tombstone, tells nobody',
  options: [YES],
  run: async (world, key, { yes = false }) => {
    const found = await findAll(world, key);
    await world.confirm({ text: warning(found, key), answer: showText(key), yes });
    const counts: Counts = { versions: 0, objectVersions: 0, deleteMarkers: 0, reportVersions: 0 };
    await inLanes(found.targets, { lanes: LANES }, (target) => bury(world, target));
    counts.versions = found.targets.length;
    world.tell(`${showCount(counts.versions)} rows emptied; deleting the objects …`);
    await inLanes(found.stored, { lanes: LANES }, async ({ versionId, isDeleteMarker }) => {
      await world.source.delete(key, versionId);
      counts[isDeleteMarker ? 'deleteMarkers' : 'objectVersions']++;
    });
    world.tell(`${showCount(found.stored.length)} object versions deleted; deleting the reports …`);
    await inLanes(found.targets, { lanes: LANES }, async ({ documentId }) => {
      await deleteReports(world, documentId, () => counts.reportVersions++);
    });
    return answerOf(key, counts);
  },
};

/** What lies in the bucket, and what only a row is left of. */
async function findAll(world: ForgetWorld, key: string): Promise<Found> {
  const bucketName = world.sourceBucketName;
  const stored = await world.source.list(key);
  const targets = new Map<string, Forgettable>();
  for (const { versionId, isDeleteMarker, lastModified } of stored) {
    if (isDeleteMarker) continue;
    const documentId = documentIdOf({ bucketName, key, versionId });
    targets.set(documentId, { documentId, bucketName, fileName: key, versionId, uploadedAt: lastModified });
  }
  for (const row of await collect(readAgain(world, world.index.byFile(key))))
    targets.set(row.documentId, factsOf(row));
  if (targets.size > 0 || stored.length > 0) return { stored, targets: [...targets.values()] };
  throw new UserError(
    `No file "${showText(key)}" is known in the environment ${world.environmentName}, neither in the bucket nor in the table; ` +
      'check the name with `npm run file -- list`, and --environment (or --local).',
  );
}

function factsOf({ documentId, bucketName, fileName, versionId, uploadedAt }: FileRow): Forgettable {
  return { documentId, bucketName, fileName, versionId, uploadedAt };
}

function warning({ stored, targets }: Found, key: string): string {
  const objects = stored.filter(({ isDeleteMarker }) => !isDeleteMarker).length;
  return (
    `"${showText(key)}": ${showCount(objects)} stored versions, ${showCount(targets.length)} known ones with their rows and reports will be erased.\n` +
    'This cannot be undone, and a forgotten version cannot be replayed.'
  );
}

/** Waits while a worker is announcing the row: its report would come after the deletion. */
async function bury(world: ForgetWorld, target: Forgettable): Promise<void> {
  const { clock, table } = world;
  const until = clock.now() + WAIT_IN_MS;
  for (let isTold = false; ; isTold = true) {
    const row = await table.get(target.documentId);
    if (row && isForgotten(row)) return;
    const isBusy = row !== undefined && isBeingAnnounced(row, clock.now());
    if (!isBusy && (await table.write(tombstone(target, row, clock.now()))).written) return;
    if (clock.now() >= until)
      throw new UserError(
        `Version ${showText(target.versionId)} is still being announced by a worker; nothing of the file was deleted yet, run the same command again.`,
      );
    if (!isTold)
      world.tell(`Version ${showText(target.versionId)} is being announced; waiting for its worker …`);
    await clock.sleep(PAUSE_IN_MS);
  }
}

/** Every object of the reports bucket that is made of one version. */
const reportKeysOf = (documentId: string) => [
  reportKeyOf(documentId),
  `normalized/orders/${documentId}.ndjson`,
];

async function deleteReports(
  { reports }: ForgetWorld,
  documentId: string,
  onDeleted: () => void,
): Promise<void> {
  for (const key of reportKeysOf(documentId))
    for (const { versionId } of await reports.list(key)) {
      await reports.delete(key, versionId);
      onDeleted();
    }
}

function answerOf(key: string, counts: Counts): Answer {
  const { versions, objectVersions, deleteMarkers, reportVersions } = counts;
  return {
    json: { fileName: key, ...counts, keptElsewhere: KEPT_ELSEWHERE.replaceAll('\n', ' ') },
    text:
      `"${showText(key)}" is forgotten: ${showCount(versions)} rows emptied; deleted ${showCount(objectVersions)} object versions, ` +
      `${showCount(deleteMarkers)} delete markers and ${showCount(reportVersions)} versions of reports.\n${KEPT_ELSEWHERE}`,
  };
}
