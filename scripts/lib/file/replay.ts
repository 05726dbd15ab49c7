// `npm run file -- replay KEY`: processes a finished version once more, as its next revision.
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import { isTerminal, type FileRow } from '../../../lambda/core/file-row.ts';
import { ownMessage } from '../../../lambda/core/own-message.ts';
import type { FileMessages, ObjectStore } from '../../../lambda/core/ports.ts';
import { UserError } from '../user-error.ts';
import { toRecord } from './file-record.ts';
import { findNewest } from './look-up.ts';
import { showText } from './show-text.ts';
import { describeRow } from './status.ts';
import { isForgotten } from './tombstone.ts';
import type { Files, Operation, Verb } from './verb.ts';

export interface ReplayWorld extends Files, Operation {
  sourceBucketName: string;
  objects: Pick<ObjectStore, 'listVersions'>;
  fileMessages: FileMessages;
}

/** Longer than the largest file takes; behind a backlog it may take longer still. */
const WAIT_IN_MS = 15 * 60 * 1000;
const PAUSES = { firstInMs: 200, longestInMs: 5_000, growth: 1.5 };

/**
 * Only a message is sent; process-file opens the row when it gets it. Until then a second request names the same revision,
 * and after that it is refused until the revision is announced.
 */
export const replay: Verb<ReplayWorld> = {
  usage: 'replay <key>',
  description: 'process a finished version once more, as its next revision with its own report and message',
  options: [
    ['--version <id>', 'this version (default: the newest)'],
    ['--no-wait', 'do not wait for the result'],
  ],
  run: async (world, key, { version, wait = true }) => {
    const row = version === undefined ? await findNewest(world, key) : await findVersion(world, key, version);
    await refuse(world, row);
    const revision = row.revision + 1;
    await world.fileMessages.send(messageFor(row, revision), 0);
    const named = `revision ${revision} of ${showText(key)}, version ${showText(row.versionId)}`;
    if (!wait)
      return {
        json: {
          documentId: row.documentId,
          versionId: row.versionId,
          requestedRevision: revision,
          row: null,
        },
        text: `Asked for ${named}. See \`npm run file -- history KEY\`.`,
      };
    world.tell(`Asked for ${named}; waiting for it …`);
    const done = await waitFor(world, row.documentId, revision);
    return {
      json: {
        documentId: row.documentId,
        versionId: row.versionId,
        requestedRevision: revision,
        row: toRecord(done),
      },
      text: describeRow(done),
    };
  },
};

async function findVersion(world: ReplayWorld, key: string, versionId: string): Promise<FileRow> {
  const row = await world.table.get(documentIdOf({ bucketName: world.sourceBucketName, key, versionId }));
  if (row) return row;
  throw new UserError(
    `No version "${showText(versionId)}" of "${showText(key)}" is known in the environment ${world.environmentName}; ` +
      '`npm run file -- history KEY` tells the versions, and `npm run file -- backfill KEY` queues those that have no row.',
  );
}

async function refuse({ objects }: ReplayWorld, row: FileRow): Promise<void> {
  const { bucketName, fileName, versionId, revision } = row;
  const name = `Version ${showText(versionId)} of "${showText(fileName)}"`;
  if (isForgotten(row))
    throw new UserError(`${name} was forgotten and cannot be replayed; upload the file again.`);
  if (!isTerminal(row) || row.notification !== 'SENT')
    throw new UserError(
      `${name} is still open: its revision ${revision} must be ${isTerminal(row) ? 'announced' : 'finished and announced'} first; ` +
        'look with `npm run file -- status KEY` and replay it then.',
    );
  const versions = await objects.listVersions(bucketName, fileName);
  if (!versions.some((listed) => listed.versionId === versionId))
    throw new UserError(
      `${name} is no longer in the bucket, so there is nothing to process; its result stays as it is, upload the file again for a new one.`,
    );
}

function messageFor(row: FileRow, revision: number): string {
  const file = {
    bucketName: row.bucketName,
    key: row.fileName,
    versionId: row.versionId,
    occurredAt: row.uploadedAt,
    ...(row.eTag !== undefined && { eTag: row.eTag }),
    ...(row.fileSize !== undefined && { sizeInBytes: row.fileSize }),
    ...(row.sequencer !== undefined && { sequencer: row.sequencer }),
  };
  return ownMessage({ ...file, revision, round: 0 }, { revision, round: 0 });
}

async function waitFor(
  { table, clock }: ReplayWorld,
  documentId: string,
  revision: number,
): Promise<FileRow> {
  const until = clock.now() + WAIT_IN_MS;
  for (let pause = PAUSES.firstInMs; ; pause = Math.min(PAUSES.longestInMs, pause * PAUSES.growth)) {
    const row = await table.get(documentId);
    if (!row || isForgotten(row))
      throw new UserError('The version was forgotten while it was being replayed.');
    if (row.revision >= revision && row.notification === 'SENT') return row;
    if (clock.now() >= until)
      throw new UserError(
        `Revision ${revision} is not announced after ${WAIT_IN_MS / 60_000} minutes; its message is in the queue, so look again with \`npm run file -- status KEY\`.`,
      );
    await clock.sleep(pause);
  }
}
